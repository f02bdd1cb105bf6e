package dev.stackwright.classify;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An image that came with its request, {@code {"name": "cat.jpg", "base64": "…"}}. Two of them are two images, also where
 * their bytes are equal.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class InlineImage implements ImageSource {

    private static final int LONGEST_NAME = 1024;

    private final @Nullable String name;
    private final byte[] bytes;

    /**
     * @param name what the answer calls it, up to 1,024 characters; by its place in the request where null
     * @param bytes a file as it is; owned by this from now on
     */
    @JsonCreator
    public InlineImage(@JsonProperty("name") @Nullable String name, @JsonProperty("base64") byte @Nullable [] bytes) {
        if (bytes == null) {
            throw new IllegalArgumentException("expected the image as base64, found no such field");
        }
        if (name != null && name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "expected a name of at most " + LONGEST_NAME + " characters, found " + name.length());
        }
        this.name = name;
        this.bytes = bytes;
    }

    @JsonProperty("name")
    public @Nullable String name() {
        return name;
    }

    /** Not a copy. */
    @JsonProperty("base64")
    public byte[] bytes() {
        return bytes;
    }
}
