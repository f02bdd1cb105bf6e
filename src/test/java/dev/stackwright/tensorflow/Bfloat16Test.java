package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Networks;
import dev.stackwright.network.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Bfloat16Test {

    @ParameterizedTest
    @CsvSource({
        "flags\t\t: fpu avx512f avx512_bf16 clzero, true",
        "flags\t\t: fpu amx_bf16 avx512f, true",
        "flags\t\t: fpu avx2 avx512f, false",
        "model name\t: avx512_bf16, false",
        "bugs\t\t: avx512_bf16, false"
    })
    void aProcessorThatMultipliesItHasAFlagOfIt(String line, boolean expected) {
        assertThat(Bfloat16.hasInstructions(List.of("processor\t: 0", line))).isEqualTo(expected);
    }

    @Test
    void aSmallNetworkConvolvesInFloat32UnlessAsked() {
        FineTuneSettings usual = FineTuneSettings.FINE_TUNING;
        assertThat(usual.precision()).isEqualTo(Precision.AUTO);
        assertThat(Devices.CPU.precision(usual, Networks.named("mobilenet-v2"))).isEqualTo(Precision.FLOAT32);
        assertThat(Devices.CPU.precision(usual, Networks.named("xception")))
                .isEqualTo(Bfloat16.multiplied() ? Precision.MIXED : Precision.FLOAT32);
    }

    @Test
    void theArticleIsTrainedInFloat32() {
        FineTuneSettings article = FineTuneSettings.FINE_TUNING.article();
        assertThat(Devices.CPU.precision(article, Networks.named("xception"))).isEqualTo(Precision.FLOAT32);
    }
}
