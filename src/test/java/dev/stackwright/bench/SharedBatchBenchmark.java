package dev.stackwright.bench;

import dev.stackwright.classify.Classifier;
import dev.stackwright.classify.ClassifierSettings;
import dev.stackwright.classify.ClassifyListener;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.classify.ClassifyRequest.InlineImage;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.onnx.OnnxFormat;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.S3ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests of one image each from 1, 8 and 50 callers at once, with calls that requests share and with a call for each, in
 * turns in one process. Prints requests a second and the times that half and 99 of 100 took.
 *
 * <p>Arguments: the data directory of an embedded store that nobody has open, an ensemble of it, a JPEG, a folder for the
 * cache, how many requests each time, how many rounds.
 */
public final class SharedBatchBenchmark {

    private static final int SHARED = 16;
    private static final int[] CALLERS = {1, 8, 50};

    private SharedBatchBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        EnsembleName name = new EnsembleName(arguments[1]);
        byte[] photo = Files.readAllBytes(Path.of(arguments[2]));
        ClassifyRequest request = ClassifyRequest.of(name, List.of(), List.of(new InlineImage("photo", photo)))
                .withTop(1);
        try (EmbeddedStore endpoint = EmbeddedStore.connectOrStart(Path.of(arguments[0]), "stackwright");
                S3ObjectStore store = S3ObjectStore.open(endpoint.settings())) {
            EnsembleRepository ensembles = new EnsembleRepository(
                    store, Clock.systemUTC(), Path.of(arguments[3]), Optional.empty(), new OnnxFormat());
            try (Classifier shared = classifier(SHARED, ensembles, store);
                    Classifier single = classifier(1, ensembles, store)) {
                for (Classifier each : List.of(shared, single)) {
                    run(each, request, 8, 100);
                }
                for (int round = 0; round < Integer.parseInt(arguments[5]); round++) {
                    for (int callers : CALLERS) {
                        int requests = Integer.parseInt(arguments[4]);
                        print(callers, "shared", run(shared, request, callers, requests));
                        print(callers, "single", run(single, request, callers, requests));
                    }
                }
            }
        }
    }

    private static Classifier classifier(int batch, EnsembleRepository ensembles, S3ObjectStore store) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Classifier(
                ClassifierSettings.defaults(processors, 256 << 20, "stackwright/bench")
                        .withBatch(batch),
                ensembles,
                store,
                DownloadPolicy.DEFAULT,
                ImageLimits.DEFAULT,
                Clock.systemUTC(),
                ClassifyListener.NONE);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Times(double seconds, long[] nanos) {

        double millis(double part) {
            return nanos[(int) Math.min(nanos.length - 1, nanos.length * part)] / 1e6;
        }
    }

    private static Times run(Classifier classifier, ClassifyRequest request, int callers, int requests)
            throws Exception {
        AtomicInteger left = new AtomicInteger(requests);
        ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        long start = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            all.add(threads.submit(() -> {
                while (left.getAndDecrement() > 0) {
                    long began = System.nanoTime();
                    if (classifier.classify(request).results().get(0).error() != null) {
                        throw new IllegalStateException("an image failed");
                    }
                    times.add(System.nanoTime() - began);
                }
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        long[] sorted = times.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return new Times((System.nanoTime() - start) / 1e9, sorted);
    }

    private static void print(int callers, String how, Times times) {
        System.out.printf(
                "%d callers, %s: %.1f requests/s, p50 %.0f ms, p99 %.0f ms%n",
                callers, how, times.nanos().length / times.seconds(), times.millis(0.5), times.millis(0.99));
    }
}
