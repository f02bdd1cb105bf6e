package dev.stackwright.ensemble;

import java.nio.file.Path;

/**
 * Writes a model as a frozen SavedModel (tag {@code serve}, signature {@code serving_default}): input {@code pixels}
 * uint8 {@code [n, size, size, 3]}; outputs {@code probabilities} float32 {@code [n, labels]} (stack, then softmax with
 * temperature), and {@code member_<i>} float32 {@code [n, labels]}, the softmax of each member's logits.
 */
public final class SavedModelWriter {

    private SavedModelWriter() {}

    /** Writes {@code folder/saved_model.pb} and an empty {@code folder/variables/}; the folder must exist. */
    public static void write(Model model, Path folder) {
        throw new UnsupportedOperationException("skeleton");
    }
}
