package dev.stackwright.bench;

import dev.stackwright.classify.Classifier;
import dev.stackwright.classify.ClassifierSettings;
import dev.stackwright.classify.ClassifyListener;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.common.Progress;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.LoopbackServer;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.ensemble.TrainedEnsemble;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.onnx.OnnxFormat;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.S3ObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;

/**
 * Promotes two versions of an ensemble in turn while requests never stop, and prints failed requests and resident
 * memory. Fails unless no request failed and memory stays within 5 % of what it was after the first tenth. Linux.
 *
 * <p>Give the heap a fixed size ({@code -Xms512m -Xmx512m -XX:+AlwaysPreTouch}), so that what grows is native memory.
 */
public final class SwapSoak {

    private static final EnsembleName NAME = new EnsembleName("soak");
    private static final ImageSpec SPEC = new ImageSpec(96);
    private static final int CLIENTS = 2;

    private final Classifier classifier;
    private final ClassifyRequest request;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Set<EnsembleVersion> answering = ConcurrentHashMap.newKeySet();
    private volatile boolean done;

    private SwapSoak(Classifier classifier, ClassifyRequest request) {
        this.classifier = classifier;
        this.request = request;
    }

    public static void main(String[] arguments) throws Exception {
        int swaps = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
        ModelFormat format = arguments.length > 1 && arguments[1].equals("onnx")
                ? new OnnxFormat()
                : new SavedModelFormat(Devices.AUTO);
        Path folder = Files.createTempDirectory("swap-soak");
        byte[] photo = photo();
        boolean passed;
        try (LoopbackServer server = new LoopbackServer().serves("/photo.jpg", photo);
                EmbeddedStore embedded = EmbeddedStore.connectOrStart(folder.resolve("store"), "soak");
                S3ObjectStore store = S3ObjectStore.open(embedded.settings())) {
            store.ensureBucket();
            EnsembleRepository repository =
                    new EnsembleRepository(store, Clock.systemUTC(), folder.resolve("cache"), format);
            List<EnsembleVersion> versions = List.of(publish(repository, 1), publish(repository, 2));
            repository.promote(NAME, versions.get(0), "soak", "first");
            store.put(new ObjectKey("incoming/soak/photo.jpg"), photo);
            List<String> urls =
                    List.of(server.url("/photo.jpg"), "s3://" + store.bucket() + "/incoming/soak/photo.jpg");
            try (Classifier classifier = new Classifier(
                    ClassifierSettings.defaults(2, 64 << 20, "stackwright/soak"),
                    repository,
                    store,
                    DownloadPolicy.DEFAULT.withPrivateAddresses(true).withPorts(Set.of()),
                    ImageLimits.DEFAULT,
                    Clock.systemUTC(),
                    ClassifyListener.NONE)) {
                SwapSoak soak =
                        new SwapSoak(classifier, ClassifyRequest.of(NAME, urls).withTop(1));
                passed = soak.run(repository, versions, swaps);
            }
        }
        System.out.println(passed ? "passed" : "FAILED");
        System.exit(passed ? 0 : 1);
    }

    private boolean run(EnsembleRepository repository, List<EnsembleVersion> versions, int swaps) throws Exception {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Thread(this::ask, "client-" + i));
            clients.get(i).start();
        }
        long base = 0;
        long worst = 0;
        for (int n = 1; n <= swaps; n++) {
            EnsembleVersion next = versions.get(n % 2);
            repository.promote(NAME, next, "soak", "swap " + n);
            classifier.refresh(NAME).get();
            answering.clear();
            while (!answering.contains(next)) {
                Thread.onSpinWait();
            }
            if (n % Math.max(1, swaps / 10) == 0) {
                long rss = residentKib();
                base = base == 0 ? rss : base;
                worst = Math.max(worst, Math.abs(rss - base));
                System.out.printf(
                        "%d swaps, %d requests answered, %d failed, resident %d MiB (%+.1f %%)%n",
                        n, answered.get(), failed.get(), rss >> 10, 100.0 * (rss - base) / base);
            }
        }
        done = true;
        for (Thread client : clients) {
            client.join();
        }
        return failed.get() == 0 && worst * 20 <= base;
    }

    private void ask() {
        while (!done) {
            try {
                ClassifyReply reply = classifier.classify(request);
                boolean whole = reply.results().stream().allMatch(r -> r.error() == null);
                (whole ? answered : failed).incrementAndGet();
                answering.add(reply.version());
                if (!whole) {
                    System.out.println(reply);
                }
            } catch (RuntimeException e) {
                failed.incrementAndGet();
                e.printStackTrace();
            }
        }
    }

    private static EnsembleVersion publish(EnsembleRepository repository, long seed) {
        List<Member> members = List.of(member("mobilenet-v2", seed), member("mobilenet", seed));
        EnsembleModel model = new EnsembleModel(
                new Labels(List.of("ant", "bee")), SPEC, members, new Stack.Mean(), Temperature.NEUTRAL);
        ValidationScores figures = new ValidationScores(
                1, new ValidationScores.Score(0.5, 0.4, 0.6, 0.7, 0.1, null), List.of(), List.of());
        TrainedEnsemble draft = new TrainedEnsemble(model, Map.of("seed", seed), figures, Map.of(), seed, "soak");
        return repository.publish(NAME, draft, Progress.NONE).version();
    }

    private static Member member(String name, long seed) {
        Network network = Networks.named(name);
        Head head = new Head(network.channels(), 2, new float[network.channels() * 2], new float[2]);
        return new Member(network, RandomWeights.of(network, seed), head);
    }

    private static byte[] photo() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), "jpg", out);
        return out.toByteArray();
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
