package dev.stackwright.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.Admission.Deadline;
import dev.stackwright.classify.ClassifyRequest.ImageSource;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
}
