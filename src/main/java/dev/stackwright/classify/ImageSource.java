package dev.stackwright.classify;

import java.util.List;

/** One image of a request: the address of one, or the image itself. */
sealed interface ImageSource permits ImageSource.Url, InlineImage {

    /**
     * An address as it was sent: http, https, s3 of the own bucket, or {@code data:}.
     *
     * @param readable how a key of {@code s3} has to begin, one of these; any where there are none
     */
    record Url(String url, List<String> readable) implements ImageSource {

        public Url {
            readable = List.copyOf(readable);
        }
    }
}
