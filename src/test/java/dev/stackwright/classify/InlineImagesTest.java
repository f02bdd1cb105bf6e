package dev.stackwright.classify;

import static dev.stackwright.classify.FakeEnsembles.PETS;
import static dev.stackwright.classify.FakeEnsembles.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.ClassifyRequest.InlineImage;
import dev.stackwright.common.Json;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that come with their request are answered as those at an address. */
class InlineImagesTest {

    private static final int LIMIT = 100_000;
    private static final byte[] CAT = Photos.png(40, 30, 204);
    private static final String IN_BASE64 = Base64.getEncoder().encodeToString(CAT);

    private final MapObjectStore store = new MapObjectStore();
    private final Classifier classifier = new Classifier(
            ClassifierSettings.defaults(2, 64 << 20, "stackwright/test").withDeadline(Duration.ofMinutes(15)),
            new FakeEnsembles().promote(PETS, version('a')),
            store,
            DownloadPolicy.images(Set.of(80), LIMIT, Duration.ofSeconds(1), false, 4),
            new ImageLimits(LIMIT, 1_000_000),
            Clock.systemUTC(),
            ClassifyListener.NONE);

    @AfterEach
    void close() {
        classifier.close();
    }

    @Test
    void anImageInTheRequestIsAnsweredAsTheSameOneInTheStore() {
        store.put(new ObjectKey("uploads/cat.png"), CAT);
        List<Result> results = classifier
                .classify(request("""
                    {"ensemble": "pets", "urls": ["s3://photos/uploads/cat.png", "data:image/png;base64,%s"],
                     "images": [{"name": "my cat.png", "base64": "%s"}, {"base64": "%s"}], "top": 2}\
                    """.formatted(IN_BASE64, IN_BASE64, IN_BASE64)))
                .results();
        assertThat(results)
                .extracting(Result::url)
                .containsExactly(
                        "s3://photos/uploads/cat.png",
                        ("data:image/png;base64," + IN_BASE64).substring(0, 64) + "…",
                        null,
                        null);
        assertThat(results).extracting(Result::name).containsExactly(null, null, "my cat.png", "images[1]");
        assertThat(results)
                .extracting(r -> r.of(null, null))
                .containsOnly(results.get(0).of(null, null));
        assertThat(results.get(0).label()).isEqualTo("cat");
    }

    @Test
    void whatIsNoImageFailsAlone() {
        byte[] large = new byte[LIMIT + 1];
        assertThat(classifier
                        .classify(ClassifyRequest.of(
                                PETS,
                                List.of("data:text/plain;base64,aGVsbG8=", "data:image/png,x", "DATA:;base64,*"),
                                List.of(
                                        new InlineImage("a", "hello".getBytes(StandardCharsets.UTF_8)),
                                        new InlineImage("b", large),
                                        new InlineImage("c", CAT))))
                        .results())
                .extracting(r -> r.error() == null ? r.label() : r.error().code())
                .containsExactly("not-an-image", "invalid-url", "invalid-url", "not-an-image", "too-large", "cat");
    }

    @Test
    void anAddressThatEscapesItsBase64IsTheSameImage() {
        assertThat(DataUrl.bytes("data:image/png;base64,"
                        + IN_BASE64.replace("+", "%2b").replace("/", "%2F").replace("=", "%3D")))
                .isEqualTo(CAT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "aGVs*G8= | '*', which is none of its letters, digits, '+', '/' and '='",
                "aGVs_G8= | '_', which is none of",
                "aGVs%20G8= | '%', which is none of",
                "aGVsbG8ü | 'ü', which is none of",
                "`aGVs\u0007` | '\\u0007', which is none of",
                "aGVsbG8= = | ' ', which is none of",
                "a | a text that breaks off, or has a '=' before its end",
                "aGVsbG8=aGVs | a text that breaks off, or has a '=' before its end",
                "aG= | a text that breaks off, or has a '=' before its end"
            })
    void whatIsNoBase64IsToldInPlainWords(String encoded, String found) {
        assertThatThrownBy(() -> DataUrl.bytes("data:image/png;base64," + encoded))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("expected base64 after the comma, found " + found);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65})
    void aRequestHasOneTo64UrlsAndImages(int count) {
        List<InlineImage> images = Collections.nCopies(count, new InlineImage(null, CAT));
        assertThatThrownBy(() -> ClassifyRequest.of(PETS, List.of(), images))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 1 to 64 urls and images, found " + count);
    }

    private static ClassifyRequest request(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), ClassifyRequest.class, "request");
    }
}
