package dev.stackwright.classify;

import static dev.stackwright.classify.FakeEnsembles.PETS;
import static dev.stackwright.classify.FakeEnsembles.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.classify.Classifier.OverloadedException;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.ClassifyReply.Scored;
import dev.stackwright.common.Json;
import dev.stackwright.common.ManualClock;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.LoopbackServer;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.store.MapObjectStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The classifier over real HTTP and real decoding, with ensembles that answer an image's brightness. */
@Timeout(60)
class ClassifierTest {

    private static final ClassifierSettings SETTINGS =
            ClassifierSettings.defaults(2, 64 << 20, "stackwright/test").withDeadline(Duration.ofMinutes(15));
    private static final DownloadPolicy OPEN =
            DownloadPolicy.DEFAULT.withPrivateAddresses(true).withPorts(Set.of());

    private final LoopbackServer server = new LoopbackServer();
    private final FakeEnsembles source = new FakeEnsembles().promote(PETS, version('a'));
    private final Recorder recorder = new Recorder();
    private final List<Classifier> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Classifier::close);
        server.close();
    }

    @Test
    void aPhotoIsAnsweredWithLabelProbabilityTopAndMembers() {
        server.serves("/cat.png", Photos.png(40, 30, 204));
        ClassifyReply reply = classify(3, server.url("/cat.png"));
        assertThat(reply.ensemble()).isEqualTo(PETS);
        assertThat(reply.version()).isEqualTo(version('a'));
        Result result = reply.results().get(0);
        assertThat(result.error()).isNull();
        assertThat(result.label()).isEqualTo("cat");
        assertThat(result.probability()).isEqualTo(0.8);
        assertThat(result.top())
                .containsExactly(new Scored("cat", 0.8), new Scored("dog", 0.133333), new Scored("bird", 0.066667));
        assertThat(result.members())
                .containsExactly(
                        new ClassifyReply.MemberAnswer("mobilenet-v2", "cat", 0.8),
                        new ClassifyReply.MemberAnswer("xception", "dog", 1));
    }

    @Test
    void topIsCutToTheNumberOfLabelsAndThreeWhereNotGiven() {
        server.serves("/a.png", Photos.png(40, 30, 0));
        assertThat(classify(1, server.url("/a.png")).results().get(0).top()).hasSize(1);
        assertThat(classify(99, server.url("/a.png")).results().get(0).top()).hasSize(3);
        assertThat(classify(null, server.url("/a.png")).results().get(0).top()).hasSize(3);
    }

    @Test
    void theJsonOfAnErrorHasNoAnswerAndThatOfAnAnswerNoError() {
        server.serves("/a.png", Photos.png(40, 30, 0));
        String json = new String(Json.bytes(classify(1, server.url("/a.png"), "ftp://x/y")), StandardCharsets.UTF_8);
        assertThat(json)
                .containsOnlyOnce("\"error\"")
                .containsOnlyOnce("\"members\"")
                .contains("\"code\" : \"scheme-not-allowed\"")
                .contains("\"version\" : \"" + version('a') + "\"")
                .doesNotContain("null");
    }

    @Test
    void answersComeInTheRequestsOrderAndABadUrlFailsNoOther() throws Exception {
        byte[] jpeg = Photos.jpeg(64, 64, 255);
        server.serves("/white.jpg", jpeg);
        server.serves("/cut.jpg", Arrays.copyOf(jpeg, jpeg.length / 2));
        server.serves("/black.png", Photos.png(64, 64, 0));
        server.serves("/text.jpg", "just text".getBytes(StandardCharsets.UTF_8));
        server.serves("/empty.jpg", new byte[0]);
        server.serves("/big.png", Photos.png(1001, 1000, 0));
        server.serves("/zip.png", gzip(Photos.png(64, 64, 0)));
        server.redirects("/file", 302, "file:///etc/hostname");
        List<String> urls = List.of(
                server.url("/white.jpg"),
                server.url("/cut.jpg"),
                server.url("/black.png"),
                server.url("/text.jpg"),
                server.url("/empty.jpg"),
                server.url("/big.png"),
                server.url("/zip.png"),
                server.url("/file"),
                server.url("/nowhere"),
                "http://169.254.169.254/latest/",
                "not a url",
                server.url("/white.jpg") + "#x",
                "s3://other/key.jpg");
        Classifier classifier = open(SETTINGS, OPEN, new ImageLimits(1 << 20, 1_000_000));
        ClassifyReply reply = classifier.classify(ClassifyRequest.of(PETS, urls).withTop(1));
        assertThat(reply.results()).extracting(Result::url).isEqualTo(urls);
        assertThat(reply.results())
                .extracting(r -> r.error() == null ? r.label() : r.error().code())
                .containsExactly(
                        "cat",
                        "corrupt",
                        "dog",
                        "not-an-image",
                        "empty",
                        "too-many-pixels",
                        "not-an-image",
                        "scheme-not-allowed",
                        "http-status",
                        "address-refused",
                        "invalid-url",
                        "invalid-url",
                        "wrong-bucket");
        assertThat(recorder.failures).contains("corrupt", "address-refused").hasSize(11);
        assertThat(recorder.answers).containsExactly("13 urls, 11 failed");
    }

    @Test
    void aRequestOfBadUrlsOnlyIsAnsweredWithoutPrediction() {
        ClassifyReply reply = classify(1, "http://10.0.0.1/", server.url("/nowhere"));
        assertThat(reply.results()).allSatisfy(r -> assertThat(r.error()).isNotNull());
        assertThat(recorder.batches).isEmpty();
    }

    @Test
    void aUrlNamedTwiceIsFetchedOnceAndAnsweredTwice() {
        server.serves("/a.png", Photos.png(40, 30, 255));
        String url = server.url("/a.png");
        ClassifyReply reply = classify(1, url, url, url);
        assertThat(reply.results()).extracting(Result::label).containsExactly("cat", "cat", "cat");
        assertThat(server.asked()).hasSize(1);
        assertThat(recorder.batches).containsExactly(1);
    }

    @Test
    void sixtyFourUrlsArePredictedInBoundedBatches() {
        List<String> urls = IntStream.range(0, 64)
                .mapToObj(i -> {
                    server.serves("/" + i + ".png", Photos.png(32, 32, i * 4));
                    return server.url("/" + i + ".png");
                })
                .toList();
        Classifier classifier = open(SETTINGS.withBatch(25), OPEN, ImageLimits.DEFAULT);
        List<Result> results =
                classifier.classify(ClassifyRequest.of(PETS, urls).withTop(3)).results();
        assertThat(recorder.batches).containsExactly(25, 25, 14);
        for (int i = 0; i < 64; i++) {
            double expected = Result.rounded(i * 4 / 255.0);
            assertThat(results.get(i).top())
                    .filteredOn(scored -> scored.label().equals("cat"))
                    .singleElement()
                    .satisfies(scored -> assertThat(scored.probability()).isEqualTo(expected));
        }
    }

    @Test
    void anEnsembleWhoseLoadingLeavesPhotosNoTimeIsAReasonToTryAgainAndNoFaultOfThePhotos() {
        CountDownLatch gate = source.hold(version('a'));
        Classifier classifier =
                open(SETTINGS.withDeadline(Duration.ofMillis(50)), OPEN, ImageLimits.DEFAULT, Clock.systemUTC());
        assertThatThrownBy(() -> classifier.classify(ClassifyRequest.of(PETS, List.of(server.url("/a.png")))))
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("to be loaded within 40 ms");
        gate.countDown();
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void aRequestForWhichThereIsNoMemoryWaitsAndThenSaysWhenToTryAgain() throws Exception {
        CountDownLatch fetching = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        byte[] photo = Photos.png(32, 32, 255);
        server.on("/held.png", exchange -> {
            fetching.countDown();
            awaited(go);
            LoopbackServer.send(exchange, 200, photo);
        });
        server.serves("/a.png", photo);
        Classifier classifier = open(SETTINGS.withMaxMemory(10_000, Duration.ofMillis(1)), OPEN, ImageLimits.DEFAULT);
        ClassifyRequest request =
                ClassifyRequest.of(PETS, List.of(server.url("/a.png"))).withTop(1);
        CompletableFuture<ClassifyReply> held = CompletableFuture.supplyAsync(() -> classifier.classify(
                ClassifyRequest.of(PETS, List.of(server.url("/held.png"))).withTop(1)));
        fetching.await();
        assertThatThrownBy(() -> classifier.classify(request))
                .isInstanceOfSatisfying(
                        OverloadedException.class,
                        e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(1)))
                .hasMessageContaining("9216 bytes")
                .hasMessageContaining("10000");
        assertThat(server.asked()).as("before it has memory nothing is fetched").hasSize(1);
        go.countDown();
        assertThat(held.get().results().get(0).label()).isEqualTo("cat");
        assertThat(classifier.classify(request).results().get(0).label()).isEqualTo("cat");
    }

    @Test
    void requestsOfMoreImagesThanFitAreAnsweredOneAfterTheOther() throws Exception {
        AtomicInteger fetching = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        byte[] photo = Photos.png(32, 32, 255);
        server.on("/a.png", exchange -> {
            most.accumulateAndGet(fetching.incrementAndGet(), Math::max);
            unlessOthersCome(fetching);
            fetching.decrementAndGet();
            LoopbackServer.send(exchange, 200, photo);
        });
        Classifier classifier = open(
                SETTINGS.withMaxMemory(1, Duration.ofHours(1)).withDeadline(Duration.ofMinutes(15)),
                OPEN,
                ImageLimits.DEFAULT);
        allAtOnce(8, () -> answersCat(classifier, server.url("/a.png")));
        assertThat(most).hasValue(1);
    }

    @Test
    void noMoreCallsPredictAtOnceThanDecode() throws Exception {
        AtomicInteger predicting = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.serves("/a.png", Photos.png(32, 32, 255));
        Classifier classifier = open(SETTINGS, OPEN, ImageLimits.DEFAULT);
        classifier.warm(PETS);
        source.lives.get(0).whilePredicting = () -> {
            most.accumulateAndGet(predicting.incrementAndGet(), Math::max);
            unlessOthersCome(predicting);
            predicting.decrementAndGet();
        };
        allAtOnce(8, () -> answersCat(classifier, server.url("/a.png")));
        assertThat(most.get()).isBetween(1, SETTINGS.parallelism());
    }

    /** Gives others a chance to come in, too. */
    @SuppressWarnings("ThreadPriorityCheck") // others may come in or not: the test holds either way
    private static void unlessOthersCome(AtomicInteger inside) {
        for (int i = 0; i < 200 && inside.get() < 3; i++) {
            Thread.yield();
        }
    }

    private static void allAtOnce(int times, Runnable work) {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            IntStream.range(0, times)
                    .mapToObj(i -> CompletableFuture.runAsync(work, threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void answersCat(Classifier classifier, String url) {
        ClassifyReply reply =
                classifier.classify(ClassifyRequest.of(PETS, List.of(url)).withTop(1));
        assertThat(reply.results().get(0).label())
                .as(() -> String.valueOf(reply.results().get(0).error()))
                .isEqualTo("cat");
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void urlsAreFetchedAtTheSameTime() {
        CountDownLatch together = new CountDownLatch(8);
        byte[] photo = Photos.png(32, 32, 255);
        server.on("/meet", exchange -> {
            together.countDown();
            awaited(together);
            LoopbackServer.send(exchange, 200, photo);
        });
        String[] urls =
                IntStream.range(0, 8).mapToObj(i -> server.url("/meet?" + i)).toArray(String[]::new);
        assertThat(classify(1, urls).results()).extracting(Result::label).containsOnly("cat");
    }

    @Test
    void urlsThatAreNotReadyInTimeDoNotHoldUpTheAnswer() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        server.serves("/a.png", Photos.png(32, 32, 255));
        server.on("/never", exchange -> awaited(forever));
        Classifier classifier = open(
                SETTINGS.withDeadline(Duration.ofSeconds(2)),
                OPEN.withTimeout(Duration.ofSeconds(3)),
                ImageLimits.DEFAULT);
        ClassifyReply reply =
                classifier.classify(ClassifyRequest.of(PETS, List.of(server.url("/never"), server.url("/a.png")))
                        .withTop(1));
        forever.countDown();
        assertThat(reply.results().get(0).error().code()).isEqualTo("timeout");
        assertThat(reply.results().get(1).label()).isEqualTo("cat");
    }

    @Test
    void aCallerOfManyUrlsThatDripHoldsUpNobodyElse() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        CountDownLatch dripping = new CountDownLatch(8);
        server.serves("/a.png", Photos.png(32, 32, 255));
        server.on("/drip", exchange -> {
            dripping.countDown();
            awaited(forever);
        });
        Classifier classifier = open(
                SETTINGS.withDeadline(Duration.ofMinutes(15)),
                OPEN.withTimeout(Duration.ofMinutes(10)),
                ImageLimits.DEFAULT);
        List<String> drips = IntStream.range(0, 64)
                .mapToObj(i -> server.url("/drip?" + i).replace("127.0.0.1", "localhost"))
                .toList();
        CompletableFuture<ClassifyReply> greedy = CompletableFuture.supplyAsync(
                () -> classifier.classify(ClassifyRequest.of(PETS, drips).withTop(1)));
        dripping.await();
        answersCat(classifier, server.url("/a.png"));
        assertThat(greedy.isDone()).isFalse();
        forever.countDown();
        assertThat(greedy.get().results()).hasSize(64);
    }

    @Test
    void eachImageIsToldWhileOthersAreStillOnTheirWay() {
        CountDownLatch told = new CountDownLatch(2);
        byte[] photo = Photos.png(32, 32, 255);
        server.serves("/a.png", photo);
        server.on("/held.png", exchange -> {
            awaited(told);
            LoopbackServer.send(exchange, 200, photo);
        });
        String held = server.url("/held.png");
        List<String> urls = List.of(held, server.url("/a.png"), "not a url", held);
        List<Result> results = new ArrayList<>();
        open(SETTINGS, OPEN, ImageLimits.DEFAULT)
                .classify(ClassifyRequest.of(PETS, urls).withTop(1), List.of(), reply -> {
                    assertThat(reply.version()).isEqualTo(version('a'));
                    results.addAll(reply.results());
                    told.countDown();
                });
        assertThat(results.subList(0, 2)).extracting(Result::url).containsExactlyInAnyOrder(urls.get(1), urls.get(2));
        assertThat(results.subList(2, 4)).extracting(Result::url).containsOnly(held);
        assertThat(results).extracting(Result::label).containsOnly("cat", null);
        assertThat(recorder.answers).containsExactly("4 urls, 1 failed");
    }

    @Test
    void predictionThatCannotBeginInTimeIsATimeoutAndNotAWait() {
        ManualClock clock = new ManualClock();
        server.serves("/a.png", Photos.png(32, 32, 255));
        server.serves("/b.png", Photos.png(32, 32, 255));
        Classifier classifier = open(SETTINGS.withBatch(1), OPEN, ImageLimits.DEFAULT, clock);
        classifier.warm(PETS);
        source.lives.get(0).whilePredicting =
                () -> clock.pass(SETTINGS.deadline().plusSeconds(1));
        List<Result> results = classifier
                .classify(ClassifyRequest.of(PETS, List.of(server.url("/a.png"), server.url("/b.png")))
                        .withTop(1))
                .results();
        assertThat(results)
                .extracting(r -> r.error() == null ? r.label() : r.error().code())
                .containsExactlyInAnyOrder("cat", "timeout");
        assertThat(recorder.failures).containsExactly("timeout");
    }

    @Test
    void loopbackIsRefusedUnlessAllowed() {
        server.serves("/a.png", Photos.png(32, 32, 255));
        DownloadPolicy strict = DownloadPolicy.images(Set.of(server.port()), 1000, Duration.ofSeconds(5), false, 2)
                .withSchemes(Set.of("http"));
        ClassifyReply reply = open(SETTINGS, strict, ImageLimits.DEFAULT)
                .classify(
                        ClassifyRequest.of(PETS, List.of(server.url("/a.png"))).withTop(1));
        assertThat(reply.results().get(0).error().code()).isEqualTo("address-refused");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void anUnknownEnsembleIsAnErrorOfTheRequestAndFetchesNothing() {
        server.serves("/a.png", Photos.png(32, 32, 255));
        Classifier classifier = open(SETTINGS, OPEN, ImageLimits.DEFAULT);
        ClassifyRequest request = ClassifyRequest.of(new EnsembleName("nobody"), List.of(server.url("/a.png")))
                .withTop(1);
        assertThatThrownBy(() -> classifier.classify(request)).isInstanceOf(UnknownEnsembleException.class);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void aNudgeAfterAPromotionMakesTheNextAnswerComeFromIt() throws Exception {
        server.serves("/a.png", Photos.png(32, 32, 255));
        Classifier classifier = open(SETTINGS, OPEN, ImageLimits.DEFAULT);
        ClassifyRequest request =
                ClassifyRequest.of(PETS, List.of(server.url("/a.png"))).withTop(1);
        classifier.warm(PETS);
        assertThat(classifier.served()).hasSize(1);
        source.promote(PETS, version('b'));
        assertThat(classifier.classify(request).version()).isEqualTo(version('a'));
        classifier.refresh(PETS).get();
        assertThat(classifier.classify(request).version()).isEqualTo(version('b'));
        assertThat(recorder.loaded).containsExactly("a", "b");
    }

    @Test
    void aClosedClassifierSaysSo() {
        Classifier classifier = open(SETTINGS, OPEN, ImageLimits.DEFAULT);
        classifier.close();
        assertThatThrownBy(() -> classifier.classify(
                        ClassifyRequest.of(PETS, List.of("http://x/")).withTop(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private ClassifyReply classify(Integer top, String... urls) {
        return open(SETTINGS, OPEN, ImageLimits.DEFAULT)
                .classify(ClassifyRequest.of(PETS, List.of(urls)).withTop(top));
    }

    private Classifier open(ClassifierSettings settings, DownloadPolicy policy, ImageLimits limits) {
        return open(settings, policy, limits, Clock.systemUTC());
    }

    private Classifier open(ClassifierSettings settings, DownloadPolicy policy, ImageLimits limits, Clock clock) {
        Classifier classifier = new Classifier(
                settings, source, new MapObjectStore(), policy, HostResolver.SYSTEM, limits, clock, recorder);
        opened.add(classifier);
        return classifier;
    }

    private static byte[] gzip(byte[] bytes) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /** What a classifier told. */
    private static final class Recorder implements ClassifyListener {

        private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
        private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
        private final List<String> answers = Collections.synchronizedList(new ArrayList<>());
        private final List<String> loaded = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void imageFailed(String code) {
            failures.add(code);
        }

        @Override
        public void predicted(Manifest by, Prediction given, Duration took) {
            batches.add(given.ensemble().rows());
        }

        @Override
        public void answered(EnsembleName ensemble, int urls, int failed, Duration took) {
            answers.add(urls + " urls, " + failed + " failed");
        }

        @Override
        public void loaded(EnsembleName ensemble, EnsembleVersion version, Duration took) {
            loaded.add(version.value().substring(version.value().length() - 1));
        }
    }
}
