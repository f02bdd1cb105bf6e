package dev.stackwright.store;

import dev.stackwright.common.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.core.sync.RequestBody;

/** What is to be written: bytes or a file that does not change meanwhile. */
sealed interface Content {

    long size() throws IOException;

    Sha256 sha256() throws IOException;

    RequestBody body();

    @SuppressWarnings("ArrayRecordComponent") // large and never compared: a copy would cost, equality is not asked for
    record Bytes(byte[] value) implements Content {
        @Override
        public long size() {
            return value.length;
        }

        @Override
        public Sha256 sha256() {
            return Sha256.of(value);
        }

        @Override
        public RequestBody body() {
            return RequestBody.fromBytes(value);
        }
    }

    record Contained(Path file) implements Content {
        @Override
        public long size() throws IOException {
            return Files.size(file);
        }

        @Override
        public Sha256 sha256() throws IOException {
            return Sha256.of(file);
        }

        @Override
        public RequestBody body() {
            return RequestBody.fromFile(file);
        }
    }
}
