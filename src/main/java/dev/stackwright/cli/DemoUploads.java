package dev.stackwright.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.common.Json;
import dev.stackwright.common.Percent;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.event.ClassifyAction.ResultDocument;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunView;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The demo's second half: what is only put into the bucket is found there and done. */
final class DemoUploads {

    /** The name of the folder below {@code datasets/}, and so of the ensemble. */
    static final String NAME = "demo-upload";

    private static final int MOST_LOOKS = 240;

    private final CommandContext context;
    private final ObjectStore store;
    private final Api api;

    DemoUploads(CommandContext context, ObjectStore store, Api api) {
        this.context = context;
        this.store = store;
        this.api = api;
    }

    /**
     * Puts the first of the images below {@code incoming/} and waits for its result.
     *
     * @param truths urls of images in the store → labels
     * @return a table for people
     */
    String classified(EnsembleName ensemble, Map<String, String> truths) {
        Map.Entry<String, String> first = truths.entrySet().iterator().next();
        String file = first.getKey().substring(first.getKey().lastIndexOf('/') + 1);
        ObjectKey image = new ObjectKey(BucketLayout.INCOMING + ensemble + "/" + file);
        ObjectKey result = new ObjectKey(BucketLayout.RESULTS + ensemble + "/" + file + ".json");
        store.delete(result);
        store.put(image, bytes(first.getKey()));
        ResultDocument found = await(
                result.value(), () -> store.read(result).map(json -> Json.read(json, ResultDocument.class, "result")));
        return new Table("uploaded", "found in " + result, "probability")
                .row(
                        image.value(),
                        String.valueOf(found.result().label()),
                        Percent.of(
                                found.result().probability() == null
                                        ? 0
                                        : found.result().probability()))
                .text();
    }

    /** Puts a {@code train.json} below {@code datasets/} and waits for the run that it starts. */
    void trained(Map<String, Object> trainFile, Progress progress) {
        ObjectKey key = new ObjectKey(BucketLayout.DATASETS + NAME + "/train.json");
        Set<RunId> before = runs().stream().map(RunView::run).collect(Collectors.toSet());
        store.put(key, Json.bytes(trainFile));
        RunView begun = await(
                "a run for " + key,
                () -> runs().stream()
                        .filter(run -> !before.contains(run.run()))
                        .filter(run -> run.request().ensemble().value().equals(NAME))
                        .findFirst());
        context.console().say("upload of " + key + " → run " + begun.run());
        RunView run = succeeded(api, begun.run().value(), progress);
        context.console().print("The upload became " + NAME + " " + run.state().version() + ", by itself.\n");
    }

    /** Follows a run until it has succeeded. */
    static RunView succeeded(Api api, String run, Progress progress) {
        RunView view =
                new RunWatcher(progress, RunWatcher.PAUSE).untilEnd(() -> api.get("/api/runs/" + run, RunView.class));
        if (view.state().phase() != Phase.SUCCEEDED) {
            throw new CommandException("the run " + view.state().phase().text() + ": "
                    + String.valueOf(view.state().message()));
        }
        return view;
    }

    /** Without those of which something cannot be read: none of them is the demo's. */
    private List<RunView> runs() {
        return Arrays.stream(api.get("/api/runs", JsonNode[].class))
                .filter(run -> !run.has("damaged"))
                .map(run -> Json.read(Json.bytes(run), RunView.class, "GET /api/runs"))
                .toList();
    }

    private byte[] bytes(String url) {
        String key = url.substring(("s3://" + store.bucket() + "/").length());
        return store.read(new ObjectKey(key))
                .orElseThrow(() -> new CommandException("expected the image " + url + ", found none"));
    }

    private static <T> T await(String what, Supplier<Optional<T>> look) {
        try {
            for (int looks = 0; looks < MOST_LOOKS; looks++) {
                Optional<T> found = look.get();
                if (found.isPresent()) {
                    return found.get();
                }
                Thread.sleep(RunWatcher.PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        }
        throw new CommandException("expected " + what + " within two minutes of the upload, found nothing; is"
                + " stackwright.watch.enabled on?");
    }
}
