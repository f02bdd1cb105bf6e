package dev.stackwright.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stackwright.event.Delivery.EventReply;
import dev.stackwright.event.parser.EventReader;
import dev.stackwright.run.Launcher;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.Runs;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.S3ObjectStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * A process that handles events until it is killed: a batch of a queue on each line of standard input, the number of
 * messages that failed on each line of standard output. Arguments: the folder of the embedded store, the lease in
 * milliseconds.
 */
final class HandleEvents {

    private HandleEvents() {}

    public static void main(String[] args) throws Exception {
        EmbeddedStore embedded = EmbeddedStore.connectOrStart(Path.of(args[0]), EventFixture.BUCKET);
        S3ObjectStore store = S3ObjectStore.open(embedded.settings());
        RunPlanner planner = new RunPlanner(List.of("mobilenet-v2"), "photos");
        String owner = "process-" + ProcessHandle.current().pid();
        Runs runs = new Runs(store, Clock.systemUTC(), new Random(), Launcher.workers(run -> {}), () -> false, owner);
        EventHandler events = new EventHandler(new EventHandler.Parts(
                store,
                runs,
                planner,
                request -> EventFixture.classify(store, request),
                ensemble -> true,
                Clock.systemUTC(),
                Duration.ofMillis(Long.parseLong(args[1])),
                owner));
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            EventReply.Batch reply = (EventReply.Batch) events.take(EventReader.read(line.getBytes(UTF_8)));
            System.out.println(reply.batchItemFailures().size());
        }
    }
}
