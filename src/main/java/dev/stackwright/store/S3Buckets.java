package dev.stackwright.store;

import dev.stackwright.store.ObjectStore.StoreException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The bucket itself. */
final class S3Buckets {

    /** The one region whose name a request to create a bucket may not carry. */
    private static final String UNNAMED_REGION = "us-east-1";

    private final S3Client client;
    private final StoreSettings settings;
    private final StoreErrors errors;

    S3Buckets(S3Client client, StoreSettings settings, StoreErrors errors) {
        this.client = client;
        this.settings = settings;
        this.errors = errors;
    }

    void ensure() {
        try {
            client.headBucket(r -> r.bucket(settings.bucket()));
        } catch (NoSuchBucketException e) {
            create();
        } catch (SdkException e) {
            throw errors.explain("look for the bucket", e);
        }
    }

    /** Throws where the bucket is missing. */
    void check(String doing) {
        try {
            client.headBucket(r -> r.bucket(settings.bucket()));
        } catch (NoSuchBucketException e) {
            throw new StoreException(
                    "cannot " + doing + ": there is no bucket '" + settings.bucket() + "'. Create it, or name another.",
                    e);
        } catch (SdkException e) {
            // who may read objects need not be allowed to look at the bucket
            if (!(e instanceof S3Exception s3) || s3.statusCode() != 403) {
                throw errors.explain(doing, e);
            }
        }
    }

    private void create() {
        CreateBucketRequest.Builder request = CreateBucketRequest.builder().bucket(settings.bucket());
        if (settings.endpoint().isEmpty() && !settings.region().equals(UNNAMED_REGION)) {
            request.createBucketConfiguration(c -> c.locationConstraint(settings.region()));
        }
        try {
            client.createBucket(request.build());
        } catch (S3Exception e) {
            // another process was quicker
            if (!StoreErrors.code(e).equals("BucketAlreadyOwnedByYou")) {
                throw errors.explain("create the bucket", e);
            }
        } catch (SdkException e) {
            throw errors.explain("create the bucket", e);
        }
    }
}
