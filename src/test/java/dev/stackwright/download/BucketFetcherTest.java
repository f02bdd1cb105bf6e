package dev.stackwright.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.download.FetchException.Reason;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.S3ObjectStore;
import dev.stackwright.store.StoreException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketFetcherTest {

    private static final byte[] BODY = "some bytes".getBytes(StandardCharsets.UTF_8);
    private static final FetchPolicy POLICY = FetchPolicy.DEFAULT.withMaxBytes(1000);

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
        assertThat(failure(store, POLICY, url).reason().code()).isEqualTo(code);
    }

    @Test
    void anObjectAboveTheLimitIsRefusedBeforeItIsOpened() {
        MapObjectStore counting = new MapObjectStore();
        counting.put(new ObjectKey("more"), new byte[1001]);
        FetchException e = failure(counting, POLICY, "s3://photos/more");
        assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(e).hasMessageContaining("1001");
        assertThat(counting.opened()).isZero();
    }

    @Test
    void anObjectOfJustTheLimitPassesAndOneByteMoreDoesNot() throws Exception {
        store.put(new ObjectKey("just"), new byte[1000]);
        store.put(new ObjectKey("more"), new byte[1001]);
        assertThat(fetch("s3://photos/just")).hasSize(1000);
        assertThat(failure(store, POLICY, "s3://photos/more").reason()).isEqualTo(Reason.TOO_LARGE);
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
        assertThat(failure(down, POLICY, "s3://photos/a.jpg").reason()).isEqualTo(Reason.STORE_FAILED);
    }

    @Test
    void theBucketIsClosedWhereTheConfigurationLeavesItOut() {
        FetchPolicy web =
                new FetchPolicy(Set.of("http", "https"), Set.of(80, 443), 3, 1000, Duration.ofSeconds(1), false, 1);
        store.put(new ObjectKey("a.jpg"), BODY);
        assertThat(failure(store, web, "s3://photos/a.jpg").reason()).isEqualTo(Reason.SCHEME_NOT_ALLOWED);
    }

    private byte[] fetch(String url) throws FetchException {
        try (Fetcher fetcher = new Fetcher(POLICY, store, HostResolver.SYSTEM, "stackwright/test")) {
            return fetcher.fetch(url);
        }
    }

    private static FetchException failure(ObjectStore store, FetchPolicy policy, String url) {
        try (Fetcher fetcher = new Fetcher(policy, store, HostResolver.SYSTEM, "stackwright/test")) {
            FetchException e = catchThrowableOfType(FetchException.class, () -> fetcher.fetch(url));
            assertThat(e).as(url).isNotNull();
            return e;
        }
    }
}
