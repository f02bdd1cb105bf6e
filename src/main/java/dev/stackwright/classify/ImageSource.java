package dev.stackwright.classify;

/** One image of a request: the address of one, or the image itself. */
sealed interface ImageSource permits ImageSource.Url, InlineImage {

    /** An address as it was sent: http, https, s3 of the own bucket, or {@code data:}. */
    record Url(String url) implements ImageSource {}
}
