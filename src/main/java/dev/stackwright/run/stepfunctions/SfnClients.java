package dev.stackwright.run.stepfunctions;

import dev.stackwright.store.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.SfnClientBuilder;

/** Builds the SDK's client; closing the client closes its connections. */
final class SfnClients {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** With all its retries: whoever asked for the run still waits for the answer. */
    private static final Duration CALL = Duration.ofSeconds(20);

    private SfnClients() {}

    static SfnClient of(String region, Optional<URI> endpoint, Optional<Credentials> keys) {
        AwsCredentialsProvider credentials = keys.<AwsCredentialsProvider>map(k -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(k.accessKeyId(), k.secretAccessKey())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
        SfnClientBuilder builder = SfnClient.builder()
                .httpClientBuilder(Apache5HttpClient.builder().connectionTimeout(CONNECT))
                .region(Region.of(region))
                .credentialsProvider(credentials)
                .overrideConfiguration(c -> c.apiCallTimeout(CALL));
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }
}
