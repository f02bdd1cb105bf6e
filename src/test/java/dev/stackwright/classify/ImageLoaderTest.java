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
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
