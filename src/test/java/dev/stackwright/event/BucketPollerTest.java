package dev.stackwright.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.event.Delivery.Notice;
import dev.stackwright.event.EventOutcome.Status;
import dev.stackwright.store.EmbeddedStore;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.store.S3ObjectStore;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketPollerTest {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final MapObjectStore store = new MapObjectStore();
    private final List<BucketEvent> handled = new ArrayList<>();
    private final Set<String> failing = new HashSet<>();
    private final Set<String> throwing = new HashSet<>();
    private Instant now = Instant.parse("2026-11-24T09:00:00Z");
    private final BucketPoller watch = watch(store, BucketPoller.MOST_KEYS);

    @TempDir
    Path folder;

    @Test
    void whatIsThereIsHandledOnce() {
        put("incoming/cats/a.jpg", "datasets/cats.zip", "datasets/dogs/train.json");
        round();
        assertThat(keys())
                .containsExactlyInAnyOrder("datasets/cats.zip", "datasets/dogs/train.json", "incoming/cats/a.jpg");
        round();
        assertThat(handled).hasSize(3);
    }

    @Test
    void whatChangesIsHandledAgain() {
        put("incoming/cats/a.jpg");
        round();
        store.put(new ObjectKey("incoming/cats/a.jpg"), new byte[] {1, 2, 3});
        round();
        assertThat(keys()).containsExactly("incoming/cats/a.jpg", "incoming/cats/a.jpg");
        assertThat(handled.get(0).digest()).isNotEqualTo(handled.get(1).digest());
        assertThat(handled.get(1).size()).isEqualTo(3);
    }

    @Test
    void thePhotosOfADatasetAndWhatStackwrightWritesAreNotEvenAskedAbout() {
        put("datasets/cats/tabby/1.jpg", "results/cats/a.jpg.json", "runs/x/request.json", "uploads/x.zip");
        round();
        assertThat(handled).isEmpty();
    }

    @Test
    void aRoundListsAtMostSoManyKeysBelowEachPrefixAndTheNextGoesOn() {
        BucketPoller small = watch(store, 3);
        put("incoming/c/1", "incoming/c/2", "incoming/c/3", "incoming/c/4", "incoming/c/5", "datasets/x.zip");
        small.round(() -> false);
        assertThat(keys()).containsExactly("datasets/x.zip", "incoming/c/1", "incoming/c/2", "incoming/c/3");
        small.round(() -> false);
        assertThat(keys()).endsWith("incoming/c/4", "incoming/c/5").hasSize(6);
        put("incoming/c/0");
        small.round(() -> false);
        assertThat(keys()).endsWith("incoming/c/0").hasSize(7);
    }

    @Test
    void whatFailedWaitsTwiceAsLongEachTimeAndAtMostAnHour() {
        put("incoming/cats/a.jpg", "incoming/cats/b.jpg");
        failing.add("incoming/cats/a.jpg");
        List<Duration> waits = new ArrayList<>();
        Instant last = now;
        int before = 0;
        for (int second = 0; second < 4 * 3600; second++) {
            round();
            int tries = (int) keys().stream().filter(failing::contains).count();
            if (tries > before && before > 0) {
                waits.add(Duration.between(last, now));
            }
            last = tries > before ? now : last;
            before = tries;
            now = now.plusSeconds(1);
        }
        assertThat(waits)
                .startsWith(INTERVAL, INTERVAL.multipliedBy(2), INTERVAL.multipliedBy(4))
                .endsWith(Duration.ofHours(1));
        failing.clear();
        now = now.plus(Duration.ofHours(1));
        round();
        int tries = keys().size();
        round();
        assertThat(keys()).as("once it worked it is not tried again").hasSize(tries);
        assertThat(keys().stream().filter("incoming/cats/b.jpg"::equals)).hasSize(1);
    }

    @Test
    void aRoundThatIsToldToStopGoesOnAtTheSamePlace() {
        put("incoming/c/1", "incoming/c/2");
        watch.round(() -> handled.size() == 1);
        assertThat(handled).hasSize(1);
        round();
        assertThat(keys()).containsExactly("incoming/c/1", "incoming/c/2");
    }

    @Test
    void anObjectThatCannotBeHandledWaitsAndStopsNoOther() {
        put("incoming/cats/a.jpg", "incoming/cats/b.jpg", "incoming/cats/c.jpg");
        throwing.add("incoming/cats/b.jpg");
        round();
        round();
        assertThat(keys()).containsExactly("incoming/cats/a.jpg", "incoming/cats/b.jpg", "incoming/cats/c.jpg");
        throwing.clear();
        now = now.plus(INTERVAL);
        round();
        round();
        assertThat(keys()).hasSize(4).endsWith("incoming/cats/b.jpg");
    }

    /** A file that was copied into the embedded store's folder, with the time of another century. */
    @Test
    void anObjectOfWhichNoEventCanBeMadeStopsNoOther() {
        put("incoming/cats/a.jpg", "incoming/cats/b.jpg", "incoming/cats/c.jpg");
        BucketPoller strange = watch(
                listed(object -> object.key().value().endsWith("b.jpg")
                        ? new ObjectSummary(object.key(), 1, "", Instant.parse("1904-01-01T00:00:00Z"))
                        : object),
                10);
        strange.round(() -> false);
        strange.round(() -> false);
        assertThat(keys()).containsExactly("incoming/cats/a.jpg", "incoming/cats/c.jpg");
    }

    @Test
    void noMoreObjectsAreRememberedThanAreAllowed() {
        put("incoming/c/1", "incoming/c/2", "incoming/c/3", "incoming/c/4", "incoming/c/5");
        BucketPoller forgetful = new BucketPoller(store, this::handle, () -> now, INTERVAL, 10, 3);
        forgetful.round(() -> false);
        assertThat(keys()).hasSize(5);
        forgetful.round(() -> false);
        forgetful.round(() -> false);
        assertThat(keys().subList(5, 9))
                .containsExactly("incoming/c/4", "incoming/c/5", "incoming/c/4", "incoming/c/5");
    }

    @Test
    void aVersionHasTheSameNameAfterARestartOfTheEmbeddedStore() {
        for (int start = 0; start < 2; start++) {
            try (EmbeddedStore embedded = EmbeddedStore.connectOrStart(folder, "photos");
                    ObjectStore real = S3ObjectStore.open(embedded.settings())) {
                if (start == 0) {
                    real.put(new ObjectKey("datasets/cats.zip"), new byte[] {1, 2});
                }
                watch(real, 10).round(() -> false);
            }
        }
        assertThat(handled).hasSize(2);
        assertThat(handled.get(1)).isEqualTo(handled.get(0));
    }

    private BucketPoller watch(ObjectStore watched, int mostKeys) {
        return new BucketPoller(watched, this::handle, () -> now, INTERVAL, mostKeys);
    }

    @SuppressWarnings("unchecked")
    private ObjectStore listed(UnaryOperator<ObjectSummary> otherwise) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(store, arguments);
                    return method.getName().equals("list") ? ((Stream<ObjectSummary>) result).map(otherwise) : result;
                });
    }

    private void round() {
        watch.round(() -> false);
    }

    private EventOutcome handle(Notice notice) {
        BucketEvent object = ((Notice.Created) notice).object();
        handled.add(object);
        if (throwing.contains(object.key())) {
            throw new IllegalStateException("on purpose");
        }
        Status status = failing.contains(object.key()) ? Status.FAILED : Status.CLASSIFIED;
        return new EventOutcome(status, object.key(), "", null, null);
    }

    private List<String> keys() {
        return handled.stream().map(BucketEvent::key).toList();
    }

    private void put(String... keys) {
        for (String key : keys) {
            store.put(new ObjectKey(key), new byte[] {1});
        }
    }
}
