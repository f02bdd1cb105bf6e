package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.cli.StackwrightCommand.CommonOptions;
import dev.stackwright.common.Percent;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.run.RunView;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The demo's steps, from a dataset to answers, all through the store and over HTTP. */
final class Demo {

    private static final int ANSWERS = 6;

    private final CommandContext context;
    private final Services services;
    private final Api api;
    private final DemoPlan plan;

    Demo(CommandContext context, Services services, Api api, DemoPlan plan) {
        this.context = context;
        this.services = services;
        this.api = api;
        this.plan = plan;
    }

    void run() {
        Progress progress = new TerminalProgress(context.console(), context.clock());
        String location = DemoDataset.upload(plan.dataset(), services.store(), progress);
        RunView run = train(location, progress);
        Manifest manifest = services.ensembles()
                .manifest(
                        plan.ensemble(),
                        java.util.Objects.requireNonNull(run.state().version()))
                .orElseThrow();
        context.console().print("\n" + Tables.accuracies(manifest.figures()) + "\n");
        Map<String, String> truths = examples(location, progress);
        context.console().print(answers(truths) + "\n");
        DemoUploads uploads = new DemoUploads(context, services.store(), api);
        context.console().print(uploads.classified(plan.ensemble(), truths) + "\n");
        uploads.trained(plan.trainFile(location), progress);
    }

    /** What one may do next with the server that is still up. */
    String next() {
        return """
            The server stays up at %s (Ctrl-C ends it), with a page to classify, train and promote. Look at:
              %s   try the functions in a browser
              %s   what was published
              %s   every run, also the one that an upload started
              curl -s %s -H 'Content-Type: application/json' -d '{"ensemble":"%s","urls":["https://…"]}'
            Your own photos, in folders by label:
              ./stackwright train -e my-photos -d photos/\
            """.formatted(
                        api.address("/"),
                        api.address("/q/swagger-ui"),
                        api.address("/api/ensembles/" + plan.ensemble()),
                        api.address("/api/runs"),
                        api.address("/classify"),
                        plan.ensemble());
    }

    private RunView train(String location, Progress progress) {
        Map<?, ?> reply = api.post("/train", plan.request(location), Map.class);
        context.console().say("POST /train → run " + reply.get("run"));
        return DemoUploads.succeeded(api, String.valueOf(reply.get("run")), progress);
    }

    private String answers(Map<String, String> truths) {
        ClassifyReply reply = api.post(
                "/classify",
                ClassifyRequest.of(plan.ensemble(), List.copyOf(truths.keySet()))
                        .withTop(1),
                ClassifyReply.class);
        Table table = new Table("POST /classify", "truth", "answer", "probability");
        for (ClassifyReply.Result r : reply.results()) {
            table.row(
                    String.valueOf(r.url()),
                    String.valueOf(truths.get(r.url())),
                    r.error() == null
                            ? String.valueOf(r.label())
                            : "error: " + r.error().code(),
                    r.probability() == null ? "" : Percent.of(r.probability()));
        }
        return table.text();
    }

    /** Some validation images as objects of their own: url → label, the labels in turn. */
    private Map<String, String> examples(String location, Progress progress) {
        Map<String, String> truths = new LinkedHashMap<>();
        ObjectStore store = services.store();
        try (Dataset dataset = services.dataset(DatasetLocation.parse(location), progress)) {
            for (Example example : inTurn(dataset)) {
                String label = dataset.labels().name(example.label());
                String file = example.path().substring(example.path().lastIndexOf('/') + 1);
                ObjectKey key = new ObjectKey(BucketLayout.UPLOADS + "demo/" + label + "-" + file);
                store.put(key, dataset.read(example));
                truths.put("s3://" + store.bucket() + "/" + key, label);
            }
        } catch (IOException e) {
            throw new CommandException("cannot read an image of " + location + ": " + Formats.fault(e), e);
        }
        return truths;
    }

    private static List<Example> inTurn(Dataset dataset) {
        List<List<Example>> byLabel = new ArrayList<>();
        for (int label = 0; label < dataset.labels().count(); label++) {
            int wanted = label;
            byLabel.add(dataset.validation().stream()
                    .filter(e -> e.label() == wanted)
                    .toList());
        }
        List<Example> chosen = new ArrayList<>();
        for (int i = 0; chosen.size() < ANSWERS && i < dataset.validation().size(); i++) {
            for (List<Example> examples : byLabel) {
                if (i < examples.size() && chosen.size() < ANSWERS) {
                    chosen.add(examples.get(i));
                }
            }
        }
        return chosen;
    }

    /** {@code demo}: the whole way, with nothing set up. */
    @Command(
            name = "demo",
            sortOptions = false,
            description = {
                "Shows the whole way on this machine, with nothing set up.",
                "Uploads a dataset to the embedded store, trains through POST /train, classifies through",
                "POST /classify, prints both, and stays up. Uses the official cats and dogs and pre-trained",
                "networks where they can be reached; otherwise a dataset that it draws, and networks",
                "trained from random weights. Where there is a desktop, the page is opened at the end.",
                ""
            })
    static final class DemoCommand implements Callable<Integer> {

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
                description =
                        "Port to listen on; 8080 unless told otherwise, or a free one where it is taken or for 0.")
        private @Nullable Integer port;

        @Option(names = "--exit", description = "Ends when all has been shown, instead of staying up.")
        private boolean exit;

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        private final CommandContext context;

        DemoCommand(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            if (port != null) {
                ServeCommand.checkPort(port, spec);
            }
            DemoDataset.check(dataset, spec);
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
                    var unused = Desktop.open(server.api().address("/").toString());
                    server.join();
                }
            }
            return StackwrightCommand.DONE;
        }
    }
}
