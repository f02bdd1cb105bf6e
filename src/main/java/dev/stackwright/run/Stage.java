package dev.stackwright.run;

import java.util.Arrays;
import java.util.Locale;

/** A part of a run that may be done by a process of its own. What it makes lies in the store; done again, it is done. */
public enum Stage {
    /** Decides what is left open, once, and looks whether the dataset will do. */
    PREPARE,
    /** Trains one member; members in any order, or at once. */
    MEMBER,
    /** Fits the stack on what all members say. */
    STACK,
    /** Publishes, promotes where asked, and ends the run. */
    PUBLISH,
    /** Ends the run as failed, for whoever starts the stages and sees one fail. */
    FAIL;

    /** As on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The stage of that name.
     *
     * @throws IllegalArgumentException when the text names none
     */
    public static Stage parse(String text) {
        return Arrays.stream(values())
                .filter(stage -> stage.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a stage of prepare, member, stack, publish or fail, found '" + text + "'"));
    }
}
