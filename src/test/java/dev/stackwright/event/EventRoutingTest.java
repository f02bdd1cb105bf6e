package dev.stackwright.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.event.EventRouting.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRoutingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "results/cats/a.jpg.json",
                "runs/20261124t081500z-3f2a9c1b/state/1.json",
                "ensembles/cats/versions/x/manifest.json",
                "features/x/y/index.json",
                "events/x/1.json",
                "pretrained/weights.h5",
                "uploads/cats.zip",
                "train.json",
                "cats.zip",
                "elsewhere/incoming/cats/a.jpg",
                "datasetsx/cats.zip",
                "datasets/",
                "datasets/cats/",
                "datasets/train.json",
                "datasets/cats/dog/1.jpg",
                "datasets/cats/photos.zip",
                "datasets/cats/train.json.bak",
                "datasets/cats/Train.json",
                "datasets/___.zip",
                "datasets/.zip",
                "datasets//train.json",
                "datasets/../train.json",
                "datasets/./x/train.json",
                "incoming/",
                "incoming/a.jpg",
                "incoming/cats/",
                "incoming/cats/../../runs/x",
                "incoming/cats/a\nb.jpg"
            })
    void mostKeysAskForNothingAndItIsSaidWhy(String key) {
        assertThat(EventRouting.asks(key)).isFalse();
        assertThat(EventRouting.of(EventFixture.told(key, "x", "1"), EventFixture.BUCKET))
                .isInstanceOfSatisfying(
                        Task.Nothing.class, nothing -> assertThat(nothing.why()).isNotBlank());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        incoming/Cats/a.jpg     | 'Cats' is no name of an ensemble; put the image below incoming/cats/
        incoming/-my cats/a.jpg | '-my cats' is no name of an ensemble; put the image below incoming/my-cats/
        incoming//a.jpg         | '' is no name of an ensemble, which has lower-case letters, digits and hyphens
        """)
    void anImageForWhatIsNoNameOfAnEnsembleIsRefusedAndTheNearestNameGiven(String key, String why) {
        assertThat(EventRouting.asks(key)).isTrue();
        assertThat(EventRouting.of(EventFixture.told(key, "x", "1"), EventFixture.BUCKET))
                .isEqualTo(new Task.Refused(why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "datasets/cats.zip",
                "datasets/CATS.ZIP",
                "datasets/cats/train.json",
                "datasets/a/b/c/train.json",
                "datasets/__/train.json",
                "incoming/cats/a.jpg",
                "incoming/cats/a/b/c.jpg",
                "incoming/cats//a.jpg",
                "incoming/cats/without-an-ending",
                "incoming/cats/ü ß+%20.jpg"
            })
    void theseAskForSomething(String key) {
        assertThat(EventRouting.asks(key)).isTrue();
    }

    @Test
    void aKeyWhoseResultWouldBeTooLongIsNotTaken() {
        String longest = "incoming/cats/" + "x".repeat(1024 - "results/cats/.json".length());
        assertThat(EventRouting.asks(longest)).isTrue();
        assertThat(EventRouting.asks(longest + "x")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "cats, cats",
        "Cats & Dogs, cats-dogs",
        "--a--, a",
        "2026_spring.v2, 2026-spring-v2",
        "Käse, k-se",
    })
    void aNameBecomesTheNearestOneThatAnEnsembleMayHave(String text, String name) {
        assertThat(EventRouting.named(text).orElseThrow().value()).isEqualTo(name);
    }

    @Test
    void aLongNameIsCut() {
        assertThat(EventRouting.named("x".repeat(62) + "--y").orElseThrow().value())
                .isEqualTo("x".repeat(62));
        assertThat(EventRouting.named("§§§")).isEmpty();
    }
}
