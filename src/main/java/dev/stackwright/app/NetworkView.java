package dev.stackwright.app;

import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import java.util.List;

/**
 * A network as the server and the command line show it.
 *
 * @param channels width of its pooled features
 * @param nativeSize edge of the images that it was pre-trained on
 * @param minimumSize smallest edge it takes
 * @param gmac billions of multiply-accumulates for one image at 224
 * @param weights where they are published
 * @param bytes of the published file; 0 where not known
 * @param licence of the published weights, an SPDX identifier
 */
public record NetworkView(
        String name,
        String title,
        int channels,
        int nativeSize,
        int minimumSize,
        double gmac,
        String weights,
        long bytes,
        String licence) {

    /** Every network there is, cheapest first. */
    public static List<NetworkView> all() {
        return Networks.all().stream().map(NetworkView::of).toList();
    }

    private static NetworkView of(Network n) {
        return new NetworkView(
                n.name(),
                n.title(),
                n.channels(),
                n.nativeSize(),
                n.minimumSize(),
                n.gmac(),
                n.published().address().toString(),
                n.published().bytes(),
                n.published().licence());
    }
}
