package dev.stackwright.store;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Builds the SDK's client from settings; closing the client closes its connections. */
final class S3Clients {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Silence on a connection for so long counts as a lost one. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final int CONNECTIONS = 64;

    private S3Clients() {}

    static S3Client of(StoreSettings settings) {
        return of(settings, http());
    }

    static S3Client of(StoreSettings settings, SdkHttpClient.Builder<?> http) {
        AwsCredentialsProvider credentials = settings.credentials()
                .<AwsCredentialsProvider>map(c -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(c.accessKeyId(), c.secretAccessKey())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(http)
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(settings.endpoint().isPresent())
                .overrideConfiguration(c -> c.apiCallTimeout(settings.callTimeout())
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(settings.attempts())
                                .build()));
        settings.endpoint()
                .ifPresent(endpoint -> builder.endpointOverride(endpoint)
                        // older MinIO, Ceph and others answer 501 to the checksums that the SDK appends by itself
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED));
        return builder.build();
    }

    /** Apache 5: a put that is refused early gives 412, where the JDK's own client reports a write error. */
    static Apache5HttpClient.Builder http() {
        return Apache5HttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(SILENCE)
                .maxConnections(CONNECTIONS);
    }
}
