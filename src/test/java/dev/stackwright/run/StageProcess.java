package dev.stackwright.run;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.S3ObjectStore;
import java.nio.file.Path;

/** A process that does one stage of a run in a store that another process serves. Its exit code is 0 where that is done. */
final class StageProcess {

    private StageProcess() {}

    public static void main(String[] arguments) {
        Path data = Path.of(arguments[0]);
        Path folder = Path.of(arguments[1]);
        RunId run = new RunId(arguments[2]);
        Stage.Request call =
                new Stage.Request(Stage.parse(arguments[3]), arguments.length > 4 ? arguments[4] : null, null);
        try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(data, "photos");
                S3ObjectStore store = S3ObjectStore.open(embedded.settings())) {
            if (embedded.isServer()) {
                throw new IllegalStateException("expected another process to serve the store");
            }
            Stage.Result result =
                    new StageFixture(folder, store).process(store).run(run, call, Progress.NONE, Cancellation.NEVER);
            System.out.println(result.message());
            System.exit(result.outcome() == Stage.Outcome.DONE ? 0 : 1);
        }
    }
}
