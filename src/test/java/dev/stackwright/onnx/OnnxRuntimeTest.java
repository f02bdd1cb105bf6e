package dev.stackwright.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OnnxRuntimeTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLoadedRuntimeLeavesNoUnpackedLibrariesBehind() throws IOException {
        assertThat(OnnxRuntime.available()).isTrue();
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(maps.filter(line -> line.contains("/libonnxruntime")))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).endsWith("(deleted)"));
        }
    }
}
