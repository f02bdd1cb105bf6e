package dev.stackwright.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimilarTest {

    private static final List<String> KNOWN = List.of("mobilenet", "mobilenet-v2", "xception", "auto");

    @ParameterizedTest
    @CsvSource({
        "xcpetion, xception",
        "Xception, xception",
        "mobilnet, mobilenet",
        "mobilenetv2, mobilenet-v2",
        "atuo, auto",
        "resnet, ",
        "a, ",
        "'', ",
    })
    void whatIsNearIsMeantAndWhatIsFarIsNot(String found, String meant) {
        assertThat(Similar.to(found, KNOWN).orElse(null)).isEqualTo(meant);
    }
}
