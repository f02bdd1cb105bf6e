package dev.stackwright.cli;

import dev.stackwright.app.Services;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: the whole way, with nothing set up. */
@Command(
        name = "demo",
        sortOptions = false,
        description = {
            "Shows the whole way on this machine, with nothing set up.",
            "Uploads a dataset to the embedded store, trains through POST /train, classifies through",
            "POST /classify, prints both, and stays up. Uses the official cats and dogs and pre-trained",
            "networks where they can be reached; otherwise a dataset that it draws, and networks",
            "trained from random weights.",
            ""
        })
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = {"-d", "--dataset"},
            paramLabel = "WHERE",
            description = "Your photos instead: a local folder or zip, or https://…/x.zip.")
    private @Nullable String dataset;

    @Option(
            names = "--weights",
            paramLabel = "WHERE",
            description = "Pre-trained weights: a folder, an https base, an s3 prefix, official, or random.")
    private @Nullable String weights;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on; 8080 unless told otherwise, or a free one where it is taken.")
    private @Nullable Integer port;

    @Option(names = "--exit", description = "Ends when all has been shown, instead of staying up.")
    private boolean exit;

    @Mixin
    private CommonOptions common = new CommonOptions();

    private final CommandContext context;

    DemoCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        DemoPlan plan = DemoPlan.of(dataset, weights, context.online());
        context.console().say(plan.remark());
        Map<String, String> settings = TrainOptions.settings(common.settings(), weights);
        Map<String, String> own = new LinkedHashMap<>(settings);
        own.put(
                "stackwright.datasets.allow-private-addresses",
                "true"); // as for train: this terminal reaches them anyway
        try (DemoServer server = DemoServer.start(context.server(), settings, port);
                Services services = context.services().open(own)) {
            Demo demo = new Demo(context, services, server.api(), plan);
            demo.run();
            if (!exit) {
                context.console().print(demo.next());
                server.join();
            }
        }
        return StackwrightCommand.DONE;
    }
}
