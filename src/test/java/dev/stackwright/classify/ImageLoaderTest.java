package dev.stackwright.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.ClassifyRequest.ImageSource;
import dev.stackwright.common.ManualClock;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.download.ProxySettings;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ImageLoaderTest {

    private static final ImageSource URL = new ImageSource.Url("s3://photos/a.png", List.of());

    private final MapObjectStore store = new MapObjectStore();

    @Test
    void decodersOfAFewImageSizesAreKeptAndTheOthersAreClosedByTheirLastUser() {
        store.put(new ObjectKey("a.png"), Photos.png(40, 30, 204));
        DownloadPolicy policy = DownloadPolicy.DEFAULT;
        ImageFetcher fetcher = new ImageFetcher(
                policy, store, new Downloader(policy, HostResolver.SYSTEM, ProxySettings.NONE, "test"));
        try (ImageLoader loader = ImageLoader.of(
                ClassifierSettings.defaults(4, 1 << 20, "test"),
                policy,
                fetcher,
                ImageLimits.DEFAULT,
                Clock.systemUTC())) {
            IntStream.range(0, 200).parallel().forEach(i -> {
                Deadline deadline = Deadline.after(Duration.ofHours(1), Clock.systemUTC());
                try (Loading loading =
                        loader.load(List.of(URL), new ImageSpec(32 + i % 20), deadline, ClassifyListener.NONE)) {
                    assertThat(loading.next()).containsInstanceOf(Loading.Loaded.Ready.class);
                }
            });
            assertThat(loader.decoders().kept()).isEqualTo(8);
        }
    }

    @Test
    void aPhotoThatWasToldToBeLateIsNotToldOnceMoreWhenItComes() {
        store.put(new ObjectKey("a.png"), Photos.png(40, 30, 204));
        store.put(new ObjectKey("b.png"), Photos.png(40, 30, 204));
        ImageSource b = new ImageSource.Url("s3://photos/b.png", List.of());
        CountDownLatch goA = new CountDownLatch(1);
        CountDownLatch goB = new CountDownLatch(1);
        ClassifyListener held = new ClassifyListener() {
            @Override
            public void stepped(Step step, String source, Duration took, @Nullable Exception failure) {
                if (step == Step.FETCH) {
                    awaited(source.endsWith("a.png") ? goA : goB);
                }
            }
        };
        ManualClock clock = new ManualClock();
        DownloadPolicy policy = DownloadPolicy.DEFAULT;
        ImageFetcher fetcher = new ImageFetcher(
                policy, store, new Downloader(policy, HostResolver.SYSTEM, ProxySettings.NONE, "test"));
        try (ImageLoader loader = ImageLoader.of(
                        ClassifierSettings.defaults(4, 1 << 20, "test"), policy, fetcher, ImageLimits.DEFAULT, clock);
                Loading loading = loader.load(
                        List.of(URL, b), new ImageSpec(32), Deadline.after(Duration.ofSeconds(1), clock), held)) {
            clock.pass(Duration.ofSeconds(2));
            assertThat(loading.next().orElseThrow().source()).isEqualTo(URL);
            goA.countDown();
            while (!loading.isNextReady()) {
                Thread.onSpinWait();
            }
            assertThat(loading.next().orElseThrow().source()).isEqualTo(b);
            assertThat(loading.next()).isEmpty();
            goB.countDown();
        }
    }

    @Test
    void smallPhotosAreDecodedWhileLargeOnesWaitForEachOther() {
        List<ImageSource> large =
                List.of(stored("1.png", 256, 256), stored("2.png", 256, 256), stored("3.png", 256, 256));
        ImageSource small = stored("small.png", 40, 30);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch decoding = new CountDownLatch(1);
        CountDownLatch fetched = new CountDownLatch(large.size());
        Clock clock = heldOnceByADecoder(decoding, go);
        ClassifyListener heard = new ClassifyListener() {
            @Override
            public void stepped(Step step, String source, Duration took, @Nullable Exception failure) {
                if (step == Step.FETCH) {
                    fetched.countDown();
                }
            }
        };
        DownloadPolicy policy = DownloadPolicy.DEFAULT;
        ImageFetcher fetcher = new ImageFetcher(
                policy, store, new Downloader(policy, HostResolver.SYSTEM, ProxySettings.NONE, "test"));
        Deadline deadline = Deadline.after(Duration.ofHours(1), clock);
        try (ImageLoader loader = ImageLoader.of(
                        ClassifierSettings.defaults(2, 1 << 20, "test"),
                        policy,
                        fetcher,
                        new ImageLimits(1 << 20, 256 * 256),
                        clock);
                Loading ofLarge = loader.load(large, new ImageSpec(32), deadline, heard)) {
            awaited(decoding);
            awaited(fetched);
            try (Loading ofSmall = loader.load(List.of(small), new ImageSpec(32), deadline, ClassifyListener.NONE)) {
                assertThat(ofSmall.next().orElseThrow()).isInstanceOf(Loading.Loaded.Ready.class);
            }
            assertThat(ofLarge.isNextReady()).isFalse();
            go.countDown();
            for (int i = 0; i < large.size(); i++) {
                assertThat(ofLarge.next().orElseThrow()).isInstanceOf(Loading.Loaded.Ready.class);
            }
        } finally {
            go.countDown();
        }
    }

    private ImageSource stored(String key, int width, int height) {
        store.put(new ObjectKey(key), Photos.png(width, height, 204));
        return new ImageSource.Url("s3://photos/" + key, List.of());
    }

    /** A decoder asks whether its photo is still wanted, when it has its pixels: the first one waits then. */
    private static Clock heldOnceByADecoder(CountDownLatch asked, CountDownLatch go) {
        AtomicBoolean first = new AtomicBoolean(true);
        InstantSource source = () -> {
            if (Thread.currentThread().getName().startsWith("decode") && first.getAndSet(false)) {
                asked.countDown();
                awaited(go);
            }
            return Instant.EPOCH;
        };
        return source.withZone(ZoneOffset.UTC);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
