package dev.stackwright.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.PrefixClassifier.Job;
import dev.stackwright.classify.PrefixClassifier.Merged;
import dev.stackwright.classify.PrefixClassifier.Shard;
import dev.stackwright.classify.PrefixClassifier.Summary;
import dev.stackwright.common.Json;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixClassifierTest {

    private static final EnsembleName CATS = new EnsembleName("cats");
    private static final EnsembleVersion VERSION = new EnsembleVersion("20261124t090000z-00000001");

    private static final String OUTPUT = "results/cats/batch/";
    private static final ObjectKey ALL = new ObjectKey(OUTPUT + "all.jsonl");

    private final MapObjectStore store = new MapObjectStore();
    /** How many requests are answered until the process is killed. */
    private int life = Integer.MAX_VALUE;

    private final Set<String> passing = new HashSet<>();
    private final PrefixClassifier classifier = new PrefixClassifier(store, this::answer);

    @Test
    void eachImageHasOneLineWhateverTheShardsAre() {
        images(3000);
        for (int count : new int[] {1, 3, 16}) {
            for (int index = 1; index <= count; index++) {
                Summary summary = classifier.run(job(new Shard(index, count)), Progress.NONE);
                assertThat(summary.answered()).isBetween(2250L / count, 3750L / count);
                assertThat(summary.versions()).containsExactly(VERSION);
            }
            assertThat(urls(count)).containsExactlyInAnyOrderElementsOf(expected(3000));
            assertThat(classifier.merge(job(new Shard(1, count))).lines()).isEqualTo(3000);
        }
    }

    @Test
    void whoIsKilledGoesOnAndTheLinesAreThoseOfOneWhoWasNot() {
        images(3000);
        classifier.run(job(new Shard(1, 1)), Progress.NONE);
        List<String> whole = lines(1).stream().sorted().toList();

        List<String> killed = new ArrayList<>();
        for (int index = 1; index <= 2; index++) {
            Job job = job(new Shard(index, 2));
            for (int requests : new int[] {17, 3, 0}) {
                life = requests;
                assertThatThrownBy(() -> classifier.run(job, Progress.NONE)).isInstanceOf(Killed.class);
            }
            life = Integer.MAX_VALUE;
            Summary summary = classifier.run(job, Progress.NONE);
            assertThat(summary.before()).isEqualTo(PrefixClassifier.PART);
            assertThat(summary.before() + summary.answered()).isBetween(1300L, 1700L);
            assertThat(classifier.run(job, Progress.NONE).answered())
                    .as("nothing is done twice")
                    .isZero();
        }
        killed.addAll(lines(2));
        assertThat(killed.stream().sorted().toList()).isEqualTo(whole);
    }

    @Test
    void aFailureThatMayPassIsNoAnswerAndIsTriedAgain() {
        images(200);
        passing.add("s3://photos/uploads/00007.jpg");
        Summary first = classifier.run(job(Shard.WHOLE), Progress.NONE);
        assertThat(first.answered()).isEqualTo(199);
        assertThat(first.left()).isEqualTo(1);
        assertThatThrownBy(() -> classifier.merge(job(Shard.WHOLE)))
                .hasMessageContaining("200 images")
                .hasMessageContaining("found none for 1 of them")
                .hasMessageContaining(": uploads/00007.jpg; begin");
        passing.clear();
        assertThat(classifier.run(job(Shard.WHOLE), Progress.NONE))
                .isEqualTo(new Summary(199, 1, 0, 0, Set.of(VERSION)));
        assertThat(classifier.merge(job(Shard.WHOLE)).lines()).isEqualTo(200);
    }

    @Test
    void linesOfAnotherPrefixDoNotStandForImagesOfThisOne() throws IOException {
        IntStream.range(0, 5).forEach(i -> store.put(new ObjectKey("uploads/a/" + i + ".jpg"), new byte[] {1}));
        IntStream.range(0, 4).forEach(i -> store.put(new ObjectKey("uploads/b/" + i + ".jpg"), new byte[] {1}));
        Job first = new Job(CATS, "uploads/a/", OUTPUT, Shard.WHOLE);
        Job second = new Job(CATS, "uploads/b/", OUTPUT, Shard.WHOLE);
        classifier.run(first, Progress.NONE);
        assertThatThrownBy(() -> classifier.merge(second))
                .isInstanceOf(PrefixClassifier.BatchException.class)
                .hasMessageContaining("each of 4 images below uploads/b/, found none for 4")
                .hasMessageContaining("uploads/b/0.jpg, uploads/b/1.jpg, uploads/b/2.jpg, …");
        assertThat(store.head(ALL)).as("nothing is written").isEmpty();
        assertThat(classifier.run(second, Progress.NONE)).isEqualTo(new Summary(0, 4, 0, 0, Set.of(VERSION)));
        assertThat(classifier.merge(second)).isEqualTo(new Merged(ALL, 4, 5));
        assertThat(new String(store.read(ALL).orElseThrow(), StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .allMatch(line -> line.contains("\"s3://photos/uploads/b/"));
    }

    @Test
    void linesOfDeletedImagesDoNotStandForOthers() {
        images(10);
        classifier.run(job(Shard.WHOLE), Progress.NONE);
        store.delete(new ObjectKey("uploads/00003.jpg"));
        store.put(new ObjectKey("uploads/new.jpg"), new byte[] {1});
        assertThatThrownBy(() -> classifier.merge(job(Shard.WHOLE)))
                .hasMessageContaining("found none for 1 of them")
                .hasMessageContaining(": uploads/new.jpg; begin");
        classifier.run(job(Shard.WHOLE), Progress.NONE);
        assertThat(classifier.merge(job(Shard.WHOLE))).isEqualTo(new Merged(ALL, 11, 0));
    }

    @Test
    void whatIsNoImageHasALineThatSaysSo() {
        store.put(new ObjectKey("uploads/readme.txt"), new byte[] {1});
        assertThat(classifier.run(job(Shard.WHOLE), Progress.NONE).refused()).isEqualTo(1);
        assertThat(lines(1)).singleElement().asString().contains("not-an-image");
    }

    @Test
    void twoProcessesOnOneShardAreNoticed() {
        images(100);
        PrefixClassifier slow = new PrefixClassifier(store, request -> {
            if (request.urls().size() < ClassifyRequest.MAX_IMAGES) {
                classifier.run(job(Shard.WHOLE), Progress.NONE);
            }
            return answer(request);
        });
        assertThatThrownBy(() -> slow.run(job(Shard.WHOLE), Progress.NONE))
                .hasMessageContaining("another process does the same shard");
        assertThat(urls(1)).containsExactlyInAnyOrderElementsOf(expected(100));
    }

    @Test
    void aPartThatWasDamagedIsNamed() {
        images(10);
        store.put(
                new ObjectKey("results/cats/batch/shard-00001-of-00001-part-000001.jsonl"),
                "{\"url\":1}\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> classifier.run(job(Shard.WHOLE), Progress.NONE))
                .hasMessageContaining("part-000001.jsonl")
                .hasMessageContaining("Delete the part");
    }

    @Test
    void aShardGoesOnBehindItsLastPartWhereOneBeforeWasDeleted() {
        images(10);
        classifier.run(job(Shard.WHOLE), Progress.NONE);
        ObjectKey first = new ObjectKey("results/cats/batch/shard-00001-of-00001-part-000001.jsonl");
        store.put(
                new ObjectKey(first.value().replace("000001.jsonl", "000002.jsonl")),
                store.read(first).orElseThrow());
        store.delete(first);
        images(12);
        classifier.run(job(Shard.WHOLE), Progress.NONE);
        assertThat(store.read(new ObjectKey(first.value().replace("000001.jsonl", "000003.jsonl"))))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/4", "5/4", "1/0", "1", "a/b", "1/100000", "-1/4", ""})
    void nonsenseIsNoShard(String text) {
        assertThatThrownBy(() -> Shard.parse(text)).hasMessageContaining("expected a shard such as 1/8");
    }

    @Test
    void answersNeverLieBelowTheImages() {
        assertThatThrownBy(() -> new Job(CATS, "uploads/", "uploads/results/", Shard.WHOLE))
                .hasMessageContaining("not below the images' prefix");
    }

    private void images(int count) {
        IntStream.range(0, count)
                .forEach(i -> store.put(new ObjectKey(String.format("uploads/%05d.jpg", i)), new byte[] {(byte) i}));
    }

    private static List<String> expected(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format("s3://photos/uploads/%05d.jpg", i))
                .toList();
    }

    private static Job job(Shard shard) {
        return new Job(CATS, "uploads/", OUTPUT, shard);
    }

    private List<String> lines(int count) {
        return store.list("results/cats/batch/shard-")
                .filter(part -> part.key().value().contains(String.format("-of-%05d-", count)))
                .flatMap(part -> new String(store.read(part.key()).orElseThrow(), StandardCharsets.UTF_8).lines())
                .toList();
    }

    private List<String> urls(int count) {
        return lines(count).stream()
                .map(line -> {
                    try {
                        return Json.mapper().readTree(line).path("url").asText();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private ClassifyReply answer(ClassifyRequest request) {
        if (life-- <= 0) {
            throw new Killed();
        }
        return new ClassifyReply(
                CATS,
                VERSION,
                request.urls().stream()
                        .map(url -> passing.contains(url)
                                ? Result.failed(url, "timeout", "slow")
                                : url.endsWith(".txt")
                                        ? Result.failed(url, "not-an-image", "text")
                                        : new Result(url, null, "cat", 0.75, List.of(), List.of(), null))
                        .toList());
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
