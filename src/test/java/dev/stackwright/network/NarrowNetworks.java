package dev.stackwright.network;

import dev.stackwright.network.Network.Architecture;
import java.lang.reflect.Proxy;
import java.util.Set;

/** Networks layer by layer as the registry has them, and cheap: for tests whose subject is not how wide layers are. */
public final class NarrowNetworks {

    private static final int NARROWER = 16;

    private NarrowNetworks() {}

    /** With a sixteenth of its filters. */
    public static Network narrow(Network network) {
        Architecture wide = network.architecture();
        return new Network(
                network.name(),
                network.title(),
                network.channels() / NARROWER,
                network.nativeSize(),
                network.minimumSize(),
                network.preprocessing(),
                network.published(),
                network.gmac(),
                new Architecture() {
                    @Override
                    public <T> T draw(Layers<T> layers, T image) {
                        return wide.draw(narrow(layers), image);
                    }
                });
    }

    /** With fewer filters in each convolution that has a number of them; everything else is passed on as it is. */
    @SuppressWarnings("unchecked")
    private static <T> Layers<T> narrow(Layers<T> wide) {
        Set<String> convolutions = Set.of("conv2d", "separableConv2d");
        return (Layers<T>) Proxy.newProxyInstance(
                Layers.class.getClassLoader(), new Class<?>[] {Layers.class}, (proxy, method, given) -> {
                    Object[] arguments = given.clone();
                    if (convolutions.contains(method.getName())) {
                        arguments[2] = Math.max(1, (int) arguments[2] / NARROWER);
                    }
                    return method.invoke(wide, arguments);
                });
    }
}
