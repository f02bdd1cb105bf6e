package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.common.Json;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.event.ClassifyAction.ResultDocument;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watcher is played by the test: it puts what the demo waits for. */
class DemoUploadsTest {

    private static final ObjectKey IMAGE = new ObjectKey("uploads/demo/cat-1.jpg");
    private static final ObjectKey TRAIN_FILE = new ObjectKey("datasets/demo-upload/train.json");
    private static final ObjectKey RESULT = new ObjectKey("results/demo/cat-1.jpg.json");

    private final TestConsole console = new TestConsole();
    private final MapObjectStore store = console.services.store;
    private RunState.Phase end = RunState.Phase.SUCCEEDED;
    private HttpServer server;
    private DemoUploads uploads;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/runs", exchange -> {
            boolean all = exchange.getRequestURI().getPath().equals("/api/runs");
            byte[] body = Json.bytes(all ? listed() : runs().get(runs().size() - 1));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        uploads = new DemoUploads(console.context(), store, new Api(base));
    }

    /** Beside the others, a run that nobody can read. */
    private List<Object> listed() {
        List<Object> listed = new ArrayList<>(runs());
        listed.add(Map.of("run", FakeServices.RUN, "damaged", "request.json: it breaks off"));
        return listed;
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theRunThatTheUploadStartedIsFollowedAndNoOlderOne() {
        uploads.trained(Map.of("dataset", "s3://photos/uploads/drawn.zip"), Progress.NONE);
        assertThat(new String(store.read(TRAIN_FILE).orElseThrow(), UTF_8)).contains("uploads/drawn.zip");
        assertThat(console.err()).contains("run 20261124t081500z-00000002");
        assertThat(console.out()).contains("demo-upload " + FakeServices.VERSION);
    }

    @Test
    void aRunThatFailsIsSaidToHaveFailed() {
        end = RunState.Phase.FAILED;
        assertThatThrownBy(() -> uploads.trained(Map.of(), Progress.NONE))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("failed: why");
    }

    @Test
    void anOldResultIsNotTakenForTheNewOne() throws Exception {
        store.put(IMAGE, new byte[] {1});
        store.put(RESULT, Json.bytes(result("old")));
        Thread watcher = new Thread(() -> {
            while (store.read(new ObjectKey("incoming/demo/cat-1.jpg")).isEmpty()) {
                Thread.onSpinWait();
            }
            store.put(RESULT, Json.bytes(result("cat")));
        });
        watcher.start();
        String table = uploads.classified(new EnsembleName("demo"), Map.of("s3://photos/" + IMAGE, "cat"));
        watcher.join();
        assertThat(table).contains("incoming/demo/cat-1.jpg", "cat", "90.0 %").doesNotContain("old");
    }

    private static ResultDocument result(String label) {
        return new ResultDocument(
                new EnsembleName("demo"),
                FakeServices.VERSION,
                new ResultDocument.Source("photos", "incoming/demo/cat-1.jpg", "e", 1),
                new Result("s3://photos/incoming/demo/cat-1.jpg", null, label, 0.9, List.of(), List.of(), null));
    }

    /** One of before, and one more once the file is there. */
    private List<RunView> runs() {
        RunView before = run("20261124t081500z-00000001");
        return store.head(TRAIN_FILE).isPresent() ? List.of(before, run("20261124t081500z-00000002")) : List.of(before);
    }

    private RunView run(String id) {
        TrainRequest request = TrainRequest.of(new EnsembleName(DemoUploads.NAME), "s3://photos/uploads/drawn.zip");
        return new RunView(
                new RunId(id),
                request,
                new RunState(3, end, FakeServices.NOW, "test", "why", FakeServices.VERSION),
                null);
    }
}
