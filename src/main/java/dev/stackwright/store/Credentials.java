package dev.stackwright.store;

/** An access key and its secret. {@link #toString} never shows the secret. */
public record Credentials(String accessKeyId, String secretAccessKey) {

    public Credentials {
        if (accessKeyId.isBlank() || secretAccessKey.isBlank()) {
            throw new IllegalArgumentException("expected an access key id and a secret access key, found a blank one");
        }
    }

    @Override
    public String toString() {
        return "Credentials[accessKeyId=" + accessKeyId + ", secretAccessKey=hidden]";
    }
}
