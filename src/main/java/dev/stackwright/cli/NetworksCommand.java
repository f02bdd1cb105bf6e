package dev.stackwright.cli;

import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code networks}: what an ensemble can be made of. */
@Command(
        name = "networks",
        description = {"Lists the networks that can be members, cheapest first.", ""})
final class NetworksCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Prints JSON for scripts instead of text for people.")
    private boolean json;

    @Mixin
    private CommonOptions common = new CommonOptions();

    private final Place place;

    NetworksCommand(Place place) {
        this.place = place;
    }

    @Override
    public Integer call() {
        List<Network> networks = Networks.all();
        if (json) {
            place.screen().json(networks.stream().map(NetworkView::of).toList());
        } else {
            place.screen().print(Tables.networks(networks));
        }
        return HouseCommand.DONE;
    }

    /** A network without what draws it. */
    record NetworkView(
            String name,
            String title,
            int channels,
            int nativeSize,
            int minimumSize,
            double gmac,
            String weights,
            long bytes,
            String licence) {

        static NetworkView of(Network n) {
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
}
