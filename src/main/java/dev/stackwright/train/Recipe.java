package dev.stackwright.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stackwright.common.Similar;
import java.util.Arrays;
import java.util.Locale;

/** How an ensemble is trained. */
public enum Recipe {
    /** {@link #FINETUNE} where a GPU is found, else {@link #PROBE}. */
    AUTO,
    /** Networks frozen, logistic heads on their features. */
    PROBE,
    /** Probe first, then the whole network from the probe's head. */
    FINETUNE,
    /** The article's recipe, in-sample stack included. */
    ARTICLE;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Recipe parse(String text) {
        return Arrays.stream(values())
                .filter(r -> r.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a recipe of auto, probe, finetune or article, found '" + text + "'"
                                + Similar.hint(
                                        text,
                                        Arrays.stream(values())
                                                .map(Recipe::text)
                                                .toList())));
    }
}
