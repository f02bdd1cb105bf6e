package dev.stackwright.ensemble;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Json;
import dev.stackwright.common.Product;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.store.S3ObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import dev.stackwright.tensorflow.SavedModelFormat.SavedModelPredictor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of versions in a bucket, over the S3 protocol. */
class EnsembleRepositoryTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    static Path directory;

    private static EmbeddedStore embedded;
    private static S3ObjectStore store;

    @TempDir
    Path folder;

    private final EnsembleName name = new EnsembleName("tiny-" + NAMES.incrementAndGet());

    @BeforeAll
    static void start() {
        embedded = EmbeddedStore.connectOrStart(directory, "photos");
        store = S3ObjectStore.open(embedded.settings());
    }

    @AfterAll
    static void stop() {
        store.close();
        embedded.close();
    }

    @Test
    void theManifestIsWrittenLastAndTheVersionIsWhole() {
        List<ObjectKey> written = new ArrayList<>();
        EnsembleVersion version = publish(repository(recording(written), 0), 1);
        assertThat(written)
                .extracting(ObjectKey::fileName)
                .containsExactly("saved_model.pb", "report.json", "manifest.json");
        EnsembleRepository repository = repository(0);
        assertThat(repository.versions(name)).containsExactly(version);
        assertThat(repository.names()).contains(name);
        assertThat(repository.verify(name, version)).isEmpty();
        assertThat(new String(repository.report(name, version), UTF_8)).contains("\"number\" : 1");
        assertThat(repository.promoted(name)).as("publishing promotes nothing").isEmpty();
    }

    @Test
    void aPublicationThatBreaksOffBeforeItsManifestIsSeenByNobody() {
        ObjectStore breaking = intercepted((key, proceed) -> {
            if (key.fileName().equals("manifest.json")) {
                throw new StoreException("the process ends here", null);
            }
            return proceed.call();
        });
        assertThatThrownBy(() -> publish(repository(breaking, 0), 1)).hasMessageContaining("ends here");
        EnsembleRepository repository = repository(0);
        assertThat(repository.versions(name)).isEmpty();
        assertThat(repository.names()).doesNotContain(name);
        EnsembleVersion again = publish(repository, 1);
        assertThat(repository.verify(name, again))
                .as("the same files, found there already")
                .isEmpty();
    }

    @Test
    void whoPublishesTheSameInTheSameSecondGetsTheManifestThatStands() {
        EnsembleRepository repository = repository(0);
        Manifest first = repository.publish(name, Drafts.numbered(1, "first"), Progress.NONE);
        Manifest second = repository.publish(name, Drafts.numbered(1, "second"), Progress.NONE);
        assertThat(second.version()).isEqualTo(first.version());
        assertThat(second.run()).isEqualTo("first");
    }

    @Test
    void promotionsAreNumberedAndRollingBackTwiceIsWhereItWas() {
        EnsembleRepository repository = repository(0);
        EnsembleVersion one = publish(repository, 1);
        EnsembleVersion two = publish(repository(1), 2);
        assertThat(repository.promote(name, one, "ann", "first").number()).isEqualTo(1);
        assertThat(repository.promote(name, two, "ben", "better").number()).isEqualTo(2);
        assertThat(repository.rollback(name, "ann", "worse").version()).isEqualTo(one);
        assertThat(repository.promoted(name).orElseThrow().version()).isEqualTo(one);
        assertThat(repository.rollback(name, "ben", "no").version()).isEqualTo(two);
        assertThat(repository.promotions(name))
                .extracting(Promotion::number, Promotion::version, Promotion::by)
                .containsExactly(
                        tuple(1L, one, "ann"), tuple(2L, two, "ben"), tuple(3L, one, "ann"), tuple(4L, two, "ben"));
        assertThat(repository.versions(name)).as("oldest first").containsExactly(one, two);
    }

    @Test
    void whatIsUnknownIsSaidWithWhatIsKnown() {
        EnsembleRepository repository = repository(0);
        EnsembleVersion version = publish(repository, 1);
        EnsembleName other = new EnsembleName("nobody");
        EnsembleVersion never = new EnsembleVersion("20200101t000000z-00000000");
        assertThatThrownBy(() -> repository.promote(name, never, "ann", ""))
                .isInstanceOf(UnknownEnsembleException.class)
                .hasMessageContaining(never.value())
                .hasMessageContaining(version.value());
        assertThatThrownBy(() -> repository.load(other, version))
                .isInstanceOf(UnknownEnsembleException.class)
                .hasMessageContaining("'nobody'")
                .hasMessageContaining(name.value());
        assertThatThrownBy(() -> repository.rollback(other, "ann", ""))
                .isInstanceOf(UnknownEnsembleException.class)
                .hasMessageContaining("'nobody'")
                .hasMessageContaining(name.value());
        assertThatThrownBy(() -> repository.rollback(name, "ann", ""))
                .isInstanceOf(UnknownEnsembleException.class)
                .hasMessageContaining("found 0 promotion(s)");
        assertThat(repository.manifest(name, never)).isEmpty();
        assertThat(repository.promoted(other)).isEmpty();
    }

    @Test
    void verifyingNamesWhatIsMissingTruncatedAndChanged() {
        EnsembleRepository repository = repository(0);
        EnsembleVersion version = publish(repository, 1);
        ObjectKey model = key(version, "saved_model.pb");
        byte[] whole = store.read(model).orElseThrow();

        store.put(model, Arrays.copyOf(whole, 1000));
        assertThat(repository.verify(name, version))
                .containsExactly("saved_model.pb: expected " + whole.length + " bytes, found 1000");

        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        store.put(model, changed);
        assertThat(repository.verify(name, version))
                .singleElement()
                .asString()
                .startsWith("saved_model.pb: expected SHA-256 ");

        store.delete(model);
        store.delete(key(version, "report.json"));
        assertThat(repository.verify(name, version))
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).endsWith("found no such file"));
    }

    @Test
    void loadingExportingAndReadingRefuseDamageByName() {
        EnsembleRepository repository = repository(0);
        EnsembleVersion version = publish(repository, 1);
        store.put(key(version, "saved_model.pb"), new byte[1000]);
        store.put(key(version, "report.json"), new byte[10]);
        assertThatThrownBy(() -> repository.load(name, version))
                .isInstanceOf(EnsembleDamagedException.class)
                .hasMessageContaining("saved_model.pb");
        assertThatThrownBy(() -> repository.export(name, version, folder.resolve("out")))
                .isInstanceOf(EnsembleDamagedException.class)
                .hasMessageContaining("saved_model.pb");
        assertThatThrownBy(() -> repository.report(name, version))
                .isInstanceOf(EnsembleDamagedException.class)
                .hasMessageContaining("report.json");
        store.delete(key(version, "saved_model.pb"));
        assertThatThrownBy(() -> repository.load(name, version))
                .isInstanceOf(EnsembleDamagedException.class)
                .hasMessageContaining("saved_model.pb");
    }

    @Test
    void aManifestOfAnotherVersionIsRefused() {
        EnsembleRepository repository = repository(0);
        EnsembleVersion version = publish(repository, 1);
        EnsembleVersion copy = new EnsembleVersion("20200101t000000z-00000000");
        store.put(
                key(copy, "manifest.json"),
                store.read(key(version, "manifest.json")).orElseThrow());
        assertThatThrownBy(() -> repository.manifest(name, copy))
                .isInstanceOf(EnsembleDamagedException.class)
                .hasMessageContaining(copy.value())
                .hasMessageContaining(version.value());
    }

    @Test
    void aDamagedCopyInTheCacheIsFetchedAgainByAllWhoAskAtOnce() throws Exception {
        EnsembleRepository repository = repository(0);
        EnsembleVersion version = publish(repository, 1);
        repository.load(name, version).close();
        Path cached = folder.resolve("cache").resolve(name.value()).resolve(version.value());
        assertThat(cached.resolve("saved_model.pb")).exists();
        Files.write(cached.resolve("saved_model.pb"), new byte[10]);
        int readers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try {
            Callable<Boolean> load = () -> {
                try (Predictor loaded = repository.load(name, version)) {
                    return loaded.predict(TinyEnsembles.photos(1, TinyEnsembles.SPEC)) != null;
                }
            };
            for (Future<Boolean> loaded : threads.invokeAll(List.of(load, load, load, load))) {
                assertThat(loaded.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(folder.resolve("cache")).as("no folder is left").isDirectoryNotContaining("glob:**/.fetch-*");
    }

    @Test
    void anExportIsAFolderThatLoads() {
        EnsembleRepository repository = repository(0);
        EnsembleVersion version = publish(repository, 1);
        Path out = folder.resolve("a/b");
        repository.export(name, version, out);
        assertThat(out.toFile().list())
                .containsExactlyInAnyOrder("saved_model.pb", "variables", "report.json", "manifest.json");
        Manifest manifest = repository.manifest(name, version).orElseThrow();
        assertThat(out.resolve("manifest.json")).hasBinaryContent(Json.bytes(manifest));
        SavedModelPredictor.load(out, manifest, Devices.AUTO).close();
    }

    @Test
    void strangersInTheBucketAreNoVersionsAndNoPromotions() {
        EnsembleRepository repository = repository(0);
        EnsembleVersion version = publish(repository, 1);
        repository.promote(name, version, "ann", "");
        String root = "ensembles/" + name + "/";
        String ghost = "-0f8fad5b-d9cb-469f-a165-70867728950e";
        for (String stranger : List.of(
                "versions/20300101t000000z-00000000/manifest.json" + ghost,
                "versions/20300101t000000z-00000000/deeper/manifest.json",
                "versions/latest/manifest.json",
                "versions/" + version + "/manifest.json" + ghost,
                "promotions/0000000002.json" + ghost,
                "promotions/2.json",
                "promotions/0000000003.json.bak",
                "promotions/deeper/0000000004.json")) {
            store.put(new ObjectKey(root + stranger), "half".getBytes(UTF_8));
        }
        store.put(new ObjectKey("ensembles/Not A Name/versions/" + version + "/manifest.json"), new byte[] {1});
        store.put(new ObjectKey("ensembles/empty/versions/x"), new byte[] {1});
        assertThat(repository.versions(name)).containsExactly(version);
        assertThat(repository.promotions(name)).hasSize(1);
        assertThat(repository.names()).contains(name).doesNotContain(new EnsembleName("empty"));
        assertThat(repository.promote(name, version, "ben", "").number()).isEqualTo(2);
    }

    @Test
    void aDamagedPromotionStopsNothingAndTheLastGoodOneIsInForce() {
        EnsembleRepository repository = repository(0);
        EnsembleVersion one = publish(repository, 1);
        EnsembleVersion two = publish(repository(1), 2);
        repository.promote(name, one, "ann", "");
        repository.promote(name, two, "ann", "");
        store.put(new ObjectKey("ensembles/" + name + "/promotions/0000000003.json"), "{\"numb".getBytes(UTF_8));
        assertThat(repository.names()).contains(name);
        assertThat(repository.promoted(name).orElseThrow().version()).isEqualTo(two);
        assertThat(repository.promotions(name)).extracting(Promotion::version).containsExactly(one, two);
        assertThat(repository.rollback(name, "ben", "").number()).isEqualTo(4);
        assertThat(repository.promoted(name).orElseThrow().version()).isEqualTo(one);
        assertThat(repository.promoteOnce(name, two, "run", "").number()).isEqualTo(5);
    }

    @Test
    void aDamagedManifestDoesNotHideTheVersionThatARunMade() {
        EnsembleRepository repository = repository(0);
        EnsembleVersion own = repository
                .publish(name, Drafts.numbered(1, "own"), Progress.NONE)
                .version();
        EnsembleVersion damaged = publish(repository(1), 2);
        store.put(key(damaged, "manifest.json"), "{\"schema\": 1".getBytes(UTF_8));
        assertThat(repository.madeBy(name, "own", NOON))
                .hasValueSatisfying(manifest -> assertThat(manifest.version()).isEqualTo(own));
        assertThat(repository.madeBy(name, "another", NOON)).isEmpty();
        assertThatThrownBy(() -> repository.load(name, damaged))
                .isInstanceOf(EnsembleDamagedException.class)
                .hasMessageContaining("versions/" + damaged + "/manifest.json")
                .hasMessageContaining("Promote another version");
    }

    @Test
    void aRollbackDoesNotUndoWhatWasPromotedMeanwhile() {
        EnsembleRepository repository = repository(0);
        EnsembleVersion one = publish(repository, 1);
        EnsembleVersion two = publish(repository(1), 2);
        EnsembleVersion three = publish(repository(2), 3);
        repository.promote(name, one, "ann", "");
        repository.promote(name, two, "ann", "");
        AtomicBoolean first = new AtomicBoolean(true);
        EnsembleRepository slow = repository(
                intercepted((key, proceed) -> {
                    if (first.getAndSet(false)) {
                        repository.promote(name, three, "ben", "mended");
                    }
                    return proceed.call();
                }),
                0);
        assertThatThrownBy(() -> slow.rollback(name, "ann", "worse"))
                .hasMessageContaining("nothing was rolled back")
                .hasMessageContaining("ask again");
        assertThat(repository.promoted(name).orElseThrow().version()).isEqualTo(three);
        assertThat(slow.rollback(name, "ann", "that too").version()).isEqualTo(two);
    }

    @Test
    void theManifestNamesTheSoftwareThatMadeIt() {
        EnsembleRepository repository = repository(0);
        Manifest manifest = repository.manifest(name, publish(repository, 1)).orElseThrow();
        assertThat(manifest.software()).containsOnlyKeys("stackwright", "tensorflow", "java");
        assertThat(manifest.software()).containsEntry("stackwright", Product.version());
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    private EnsembleVersion publish(EnsembleRepository repository, int number) {
        return repository.publish(name, Drafts.numbered(number), Progress.NONE).version();
    }

    private ObjectKey key(EnsembleVersion version, String path) {
        return new ObjectKey("ensembles/" + name + "/versions/" + version + "/" + path);
    }

    private EnsembleRepository repository(int secondsLater) {
        return repository(store, secondsLater);
    }

    private EnsembleRepository repository(ObjectStore over, int secondsLater) {
        Clock clock = Clock.fixed(NOON.plus(Duration.ofSeconds(secondsLater)), ZoneOffset.UTC);
        return new EnsembleRepository(over, clock, folder.resolve("cache"), new SavedModelFormat(Devices.AUTO));
    }

    private static ObjectStore recording(List<ObjectKey> created) {
        return intercepted((key, proceed) -> {
            try (Stream<ObjectSummary> listed = store.list(key.value())) {
                assertThat(listed).as("not there before").isEmpty();
            }
            created.add(key);
            return proceed.call();
        });
    }

    private interface OnCreate {
        Object around(ObjectKey key, Callable<Object> proceed) throws Exception;
    }

    /** The store, with something around each create. */
    private static ObjectStore intercepted(OnCreate action) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    Callable<Object> proceed = () -> {
                        try {
                            return method.invoke(store, arguments);
                        } catch (InvocationTargetException e) {
                            throw (Exception) e.getCause();
                        }
                    };
                    return method.getName().equals("create")
                            ? action.around((ObjectKey) arguments[0], proceed)
                            : proceed.call();
                });
    }
}
