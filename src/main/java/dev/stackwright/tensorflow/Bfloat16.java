package dev.stackwright.tensorflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether this machine's processor multiplies bfloat16 itself; others convert each number to float32 first. */
final class Bfloat16 {

    /** As Linux names them for x86-64 (arch/x86/include/asm/cpufeatures.h). */
    private static final Set<String> FLAGS = Set.of("avx512_bf16", "amx_bf16");

    /** TensorFlow's libraries read it when they are loaded; without oneDNN no kernel uses those instructions. */
    private static final String ONEDNN = "TF_ENABLE_ONEDNN_OPTS";

    private Bfloat16() {}

    static boolean multiplied() {
        String oneDnn = System.getenv().getOrDefault(ONEDNN, "1").toLowerCase(Locale.ROOT);
        try {
            return !List.of("0", "false").contains(oneDnn)
                    && hasInstructions(Files.readAllLines(Path.of("/proc/cpuinfo")));
        } catch (IOException e) {
            return false; // no Linux
        }
    }

    /** @param cpuInfo lines of {@code /proc/cpuinfo} */
    static boolean hasInstructions(List<String> cpuInfo) {
        return cpuInfo.stream()
                .filter(line -> line.startsWith("flags"))
                .flatMap(line -> Arrays.stream(line.split("\\s+")))
                .anyMatch(FLAGS::contains);
    }
}
