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

    private final CommandContext context;

    NetworksCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Network> networks = Networks.all();
        if (json) {
            context.console().json(NetworkView.all());
        } else {
            context.console().print(Tables.networks(networks));
        }
        return StackwrightCommand.DONE;
    }
}
