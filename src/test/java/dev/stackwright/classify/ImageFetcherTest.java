package dev.stackwright.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.classify.ClassifyRequest.ImageSource;
import dev.stackwright.classify.ImageFetcher.FetchException;
import dev.stackwright.common.Cancellation;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.download.ProxySettings;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.store.S3ObjectStore;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFetcherTest {

    private static final byte[] BODY = "some bytes".getBytes(StandardCharsets.UTF_8);
    private static final DownloadPolicy POLICY = DownloadPolicy.DEFAULT.withMaxBytes(1000);

    @TempDir
    private static Path folder;

    private static EmbeddedStore endpoint;
    private static S3ObjectStore store;

    @BeforeAll
    static void start() {
        endpoint = EmbeddedStore.connectOrStart(folder, "photos");
        store = S3ObjectStore.open(endpoint.settings());
        store.ensureBucket();
    }

    @AfterAll
    static void stop() {
        store.close();
        endpoint.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jpg", "incoming/pets/a b+c%20d.jpg", "x/ü?#.jpg", "ensembles/pets/photo.png"})
    void aKeyOfTheOwnBucketIsTakenAsItStands(String key) throws Exception {
        store.put(new ObjectKey(key), BODY);
        assertThat(fetch("s3://photos/" + key)).isEqualTo(BODY);
        assertThat(fetch("S3://photos/" + key)).isEqualTo(BODY);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://other/a.jpg, wrong-bucket",
        "s3://photos.evil/a.jpg, wrong-bucket",
        "s3:///a.jpg, wrong-bucket",
        "s3://, wrong-bucket",
        "s3://key@photos/a.jpg, wrong-bucket",
        "s3://photos, invalid-url",
        "s3://photos/, invalid-url",
        "s3://photos//a.jpg, invalid-url",
        "s3://photos/../a.jpg, invalid-url",
        "s3://photos/x/./a.jpg, invalid-url",
        "s3://photos/nowhere.jpg, not-found",
        "s3:photos/a.jpg, scheme-not-allowed",
    })
    void whatIsNoObjectOfTheOwnBucketIsNamed(String url, String code) {
        store.put(new ObjectKey("a.jpg"), BODY);
        assertThat(failure(store, POLICY, url).code().code()).isEqualTo(code);
    }

    @Test
    void anObjectAboveTheLimitIsRefusedBeforeItIsOpened() {
        MapObjectStore counting = new MapObjectStore();
        counting.put(new ObjectKey("more"), new byte[1001]);
        FetchException e = failure(counting, POLICY, "s3://photos/more");
        assertThat(e.code().code()).isEqualTo("too-large");
        assertThat(e).hasMessageContaining("1001");
        assertThat(counting.opened()).isZero();
    }

    @Test
    void anObjectOfJustTheLimitPassesAndOneByteMoreDoesNot() throws Exception {
        store.put(new ObjectKey("just"), new byte[1000]);
        store.put(new ObjectKey("more"), new byte[1001]);
        assertThat(fetch("s3://photos/just")).hasSize(1000);
        assertThat(failure(store, POLICY, "s3://photos/more").code().code()).isEqualTo("too-large");
    }

    @Test
    void anEmptyObjectIsNoBytes() throws Exception {
        store.put(new ObjectKey("empty"), new byte[0]);
        assertThat(fetch("s3://photos/empty")).isEmpty();
    }

    @Test
    void aStoreThatIsDownIsNotTheUrlsFault() {
        ObjectStore down = (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("bucket")) {
                        return "photos";
                    }
                    throw new StoreException("connection refused", null);
                });
        assertThat(failure(down, POLICY, "s3://photos/a.jpg").code().code()).isEqualTo("store-failed");
    }

    @Test
    void theBucketIsClosedWhereTheConfigurationLeavesItOut() {
        DownloadPolicy web = POLICY.withSchemes(Set.of("http", "https"));
        store.put(new ObjectKey("a.jpg"), BODY);
        assertThat(failure(store, web, "s3://photos/a.jpg").code().code()).isEqualTo("scheme-not-allowed");
    }

    /** Of what a stranger may not read, nothing is told: the store is not even asked. */
    @ParameterizedTest
    @ValueSource(strings = {"ensembles/a.jpg", "nowhere.jpg", "uploads", "uploadsx/a.jpg", "keys/1/key.json"})
    void keysOutsideOfTheReadablePrefixesFailAlikeWhetherTheyExistOrNot(String key) {
        store.put(new ObjectKey("ensembles/a.jpg"), BODY);
        store.put(new ObjectKey("uploads/a.jpg"), BODY);
        List<String> readable = List.of("uploads/", "incoming/");
        try (ImageFetcher fetcher = fetcher(POLICY, store)) {
            assertThat(catchThrowableOfType(
                                    FetchException.class,
                                    () -> fetcher.fetch(
                                            new ImageSource.Url("s3://photos/" + key, readable), Cancellation.NEVER))
                            .code())
                    .isEqualTo(FailureCode.KEY_NOT_ALLOWED);
            assertThatCode(() -> fetcher.fetch(
                            new ImageSource.Url("s3://photos/uploads/a.jpg", readable), Cancellation.NEVER))
                    .doesNotThrowAnyException();
        }
    }

    private byte[] fetch(String url) throws FetchException {
        try (ImageFetcher fetcher = fetcher(POLICY, store)) {
            return fetcher.fetch(new ImageSource.Url(url, List.of()), Cancellation.NEVER);
        }
    }

    private static FetchException failure(ObjectStore store, DownloadPolicy policy, String url) {
        try (ImageFetcher fetcher = fetcher(policy, store)) {
            FetchException e = catchThrowableOfType(
                    FetchException.class, () -> fetcher.fetch(new ImageSource.Url(url, List.of()), Cancellation.NEVER));
            assertThat(e).as(url).isNotNull();
            return e;
        }
    }

    private static ImageFetcher fetcher(DownloadPolicy policy, ObjectStore store) {
        return new ImageFetcher(
                policy, store, new Downloader(policy, HostResolver.SYSTEM, ProxySettings.NONE, "stackwright/test"));
    }
}
