package dev.stackwright.classify;

import dev.stackwright.image.Pixels;

/** What became of one url before prediction. */
sealed interface Fetched {

    record Ready(Pixels pixels) implements Fetched {}

    record Failed(ClassifyReply.Failure failure) implements Fetched {}

    static Fetched failed(String code, String message) {
        return new Failed(new ClassifyReply.Failure(code, message));
    }
}
