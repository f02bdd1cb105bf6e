package dev.stackwright.store;

import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The contract on an S3 server of another make, e.g. moto's, on this machine: {@code -Dstackwright.test.s3=http://127.0.0.1:5566}.
 * The access key is {@code test}, as is its secret.
 */
@EnabledIfSystemProperty(named = "stackwright.test.s3", matches = "http://127\\.0\\.0\\.1:\\d+")
class OtherServerTest extends ObjectStoreContract {

    private static S3ObjectStore store;

    private final String prefix = UUID.randomUUID() + "/";

    @BeforeAll
    static void open() {
        store = S3ObjectStore.open(StoreSettings.at(URI.create(System.getProperty("stackwright.test.s3")), "photos")
                .withCredentials(new StoreSettings.Credentials("test", "test")));
        store.ensureBucket();
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Override
    String prefix() {
        return prefix;
    }
}
