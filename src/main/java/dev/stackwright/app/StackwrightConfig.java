package dev.stackwright.app;

import dev.stackwright.train.Recipe;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.quarkus.runtime.configuration.PathConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Every setting. From, the strongest first: {@code -D} system properties, environment variables
 * ({@code STACKWRIGHT_STORE_BUCKET}), {@code stackwright.properties} in the working directory, the same file in the
 * user's configuration directory, the defaults here. A key that is none of these is refused at start.
 */
@ConfigMapping(prefix = "stackwright")
public interface StackwrightConfig {

    Store store();

    /** Where the embedded store keeps its objects; {@code stackwright} in the user's data directory. */
    @WithConverter(PathConverter.class)
    Optional<Path> dataDirectory();

    /** What may be deleted at any time: weights, datasets, loaded versions; {@code stackwright} in the user's cache. */
    @WithConverter(PathConverter.class)
    Optional<Path> cacheDirectory();

    /**
     * Versions that need not be downloaded, as {@code ensembles export} writes them: {@code <name>/<version>/}. Only
     * read; which version is served is still read from the store.
     */
    @WithConverter(PathConverter.class)
    Optional<Path> bakedDirectory();

    /** {@code official}, {@code https://…/}, {@code s3://bucket/prefix/}, a directory, or {@code random}. */
    @WithDefault("official")
    String weights();

    /** The networks of an ensemble where a request names none. */
    @WithDefault("mobilenet-v2,inception-v3,xception")
    List<String> members();

    @WithDefault("auto")
    Gpu gpu();

    Http http();

    Launch launch();

    Datasets datasets();

    Events events();

    Classify classify();

    Watch watch();

    Metrics metrics();

    /**
     * Which store: with an endpoint, that; with a bucket but no endpoint, Amazon S3; with neither, the embedded one.
     */
    interface Store {

        /** {@code http(s)://host:port} of an S3 service. */
        Optional<URI> endpoint();

        /** {@code stackwright} where an endpoint is given or the store is embedded. */
        Optional<String> bucket();

        @WithDefault("us-east-1")
        String region();

        /** With the secret key; neither for the SDK's own search (environment, profile, role). */
        Optional<String> accessKey();

        /** Never shown, never logged. */
        Optional<String> secretKey();
    }

    /** Where metrics go beside {@code /q/metrics} and OpenTelemetry. */
    interface Metrics {

        /**
         * Namespace of CloudWatch in which answered requests are counted, by lines on standard output that CloudWatch Logs makes
         * metrics of; none are written without it.
         */
        Optional<String> cloudwatchNamespace();
    }

    /** How this answers and asks over HTTP. */
    interface Http {

        /**
         * Names besides those of loopback that a request may be for, in its header {@code Host}. Where there are none, a
         * server on loopback answers to loopback names, and one on other addresses to any.
         */
        Optional<List<String>> hosts();

        /** Requests worked on at once, health and metrics aside; those beyond it get 503 with {@code Retry-After}. */
        @WithDefault("128")
        int maxRequests();

        /** From a request's head to the end of its body; then the connection is closed. */
        @WithDefault("60s")
        @WithConverter(DurationConverter.class)
        Duration sendTimeout();

        /** Whether callers are asked who they are. */
        @WithDefault("auto")
        Auth auth();

        /** Whom a server's owner can ask about requests: an address or a url, sent with every one. */
        Optional<String> contact();

        /** Of one file that is put into the store over HTTP. */
        @WithDefault("4G")
        @WithConverter(MemorySizeConverter.class)
        MemorySize maxUpload();
    }

    /** Whether callers are asked for an API key or a token. */
    enum Auth {
        /** Where the server can be reached from other machines, or tokens are configured. */
        AUTO,
        /** Nobody is: something in front of the server does it. */
        NONE,
        /** Everybody is. */
        REQUIRED
    }

    /** Where runs are carried out. */
    interface Launch {

        /**
         * ARN of a Step Functions state machine that every run becomes an execution of; then no worker takes runs up. Its
         * credentials are those of the store.
         */
        Optional<String> stateMachine();

        /** {@code http(s)://host:port} of another Step Functions than that of the ARN's region. */
        Optional<URI> endpoint();

        /** What recipe {@code auto} means for runs of the state machine: {@code probe} or {@code finetune}. */
        @WithDefault("probe")
        Recipe recipe();
    }

    /** How uploads are handled. */
    interface Events {

        /**
         * How long a handler has an event to itself. Longer than one event takes and a function may run, shorter than a
         * queue waits until it delivers again.
         */
        @WithDefault("2m")
        @WithConverter(DurationConverter.class)
        Duration lease();
    }

    /** Where datasets may come from. */
    interface Datasets {

        /** Whether {@code https://} addresses may lead to private networks. A terminal's {@code train} always may. */
        @WithDefault("false")
        boolean allowPrivateAddresses();
    }

    /** What a request to classify may take. */
    interface Classify {

        /** What computes answers, and features for training. */
        @WithDefault("auto")
        Engine engine();

        /** For one url, from its name to its last byte. */
        @WithDefault("10s")
        @WithConverter(DurationConverter.class)
        Duration timeout();

        /** Prefixes of the bucket whose objects a request may name as {@code s3://}; none of the product's own. */
        @WithDefault("uploads/,incoming/")
        List<String> prefixes();

        /** Of one image as it is stored. */
        @WithDefault("20M")
        @WithConverter(MemorySizeConverter.class)
        MemorySize maxBytes();

        /** Of one image, width by height. */
        @WithDefault("64000000")
        long maxPixels();

        /**
         * Of the decoded images of all requests together; a quarter of the heap. A request that does not fit waits for
         * seconds, then it is refused with 503 and {@code Retry-After}.
         */
        @WithConverter(MemorySizeConverter.class)
        Optional<MemorySize> maxMemory();

        /**
         * Images that all requests together are worked at; 64 a processor. A request that does not fit waits for seconds,
         * then it is refused with 503 and {@code Retry-After}.
         */
        OptionalInt maxImages();

        /** Whether urls may lead to private, loopback and link-local addresses. */
        @WithDefault("false")
        boolean allowPrivateAddresses();

        /** The ports that urls may lead to, private addresses included; {@code any} for all. */
        @WithDefault("80,443")
        List<String> ports();

        /** How often a new promotion is looked for. */
        @WithDefault("5s")
        @WithConverter(DurationConverter.class)
        Duration refreshInterval();

        /** Ensembles that are loaded before the server says it is ready. */
        Optional<List<String>> warm();

        /** Urls fetched at once, over all requests. */
        @WithDefault("16")
        int concurrency();
    }

    /** How a server notices uploads in a store that tells nothing. */
    interface Watch {

        @WithDefault("auto")
        Watching enabled();

        /** From the end of one look to the next. */
        @WithDefault("5s")
        @WithConverter(DurationConverter.class)
        Duration interval();
    }

    /** Whether a server lists the store for uploads. */
    enum Watching {
        /** The embedded store; others are expected to send events. */
        AUTO,
        ON,
        OFF
    }

    /** What computes answers and features. */
    enum Engine {
        /** ONNX Runtime where no graphics card is used and the version has a model for it, else TensorFlow. */
        AUTO,
        TENSORFLOW,
        /** On the CPU; a version that has no model for it is refused. */
        ONNX
    }

    /** Whether a graphics card is used. */
    enum Gpu {
        /** Where TensorFlow finds one, recipe {@code auto} fine-tunes. */
        AUTO,
        /** Without one, nothing starts. */
        REQUIRED,
        /** The card is hidden from every session of TensorFlow; recipe {@code auto} never fine-tunes. */
        OFF
    }
}
