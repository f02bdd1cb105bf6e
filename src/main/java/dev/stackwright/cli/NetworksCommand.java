package dev.stackwright.cli;

import dev.stackwright.app.NetworkView;
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
    @SuppressWarnings("UnusedVariable") // for picocli, so that every command takes the same options
    private CommonOptions common = new CommonOptions();

    private final CommandContext place;

    NetworksCommand(CommandContext place) {
        this.place = place;
    }

    @Override
    public Integer call() {
        List<Network> networks = Networks.all();
        if (json) {
            place.screen().json(NetworkView.all());
        } else {
            place.screen().print(Tables.networks(networks));
        }
        return StackwrightCommand.DONE;
    }
}
