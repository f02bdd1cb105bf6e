package dev.stackwright.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a linter and a strict reader ask of the images' files. */
class ImagesTest {

    private static final Path DEPLOY = Path.of("deploy");

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.train", "Dockerfile.classify"})
    void everyBaseIsPinnedAndCanBePinnedByDigest(String file) throws IOException {
        List<String> lines = instructions(file);
        Map<String, String> arguments = new TreeMap<>();
        lines.stream().filter(line -> line.startsWith("ARG ")).forEach(line -> {
            String[] pair = line.substring(4).split("=", 2);
            arguments.put(pair[0], pair[1]);
        });
        List<String> bases = lines.stream()
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.split(" ", -1)[1])
                .toList();
        assertThat(bases).hasSizeGreaterThan(2).allMatch(base -> base.matches("\\$\\{[A-Z_]+}"));
        assertThat(bases)
                .allSatisfy(base -> assertThat(arguments.get(base.substring(2, base.length() - 1)))
                        .as(base)
                        .matches("[a-z0-9./-]+:.*\\d+\\.\\d+.*")
                        .doesNotContain("latest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.train", "Dockerfile.classify"})
    void itRunsAsNobodyInParticularWithAnEntryPointThatGetsSignals(String file) throws IOException {
        List<String> last = lastStage(file);
        assertThat(last).contains("USER 10001:10001").noneMatch(line -> line.startsWith("ADD "));
        assertThat(last.indexOf("USER 10001:10001"))
                .isGreaterThan(last.stream()
                        .filter(l -> l.startsWith("RUN"))
                        .mapToInt(last::indexOf)
                        .max()
                        .orElse(-1));
        assertThat(last)
                .filteredOn(line -> line.startsWith("ENTRYPOINT "))
                .containsExactly("ENTRYPOINT [\"/opt/java/openjdk/bin/java\", \"@/opt/stackwright/java.options\"]");
        assertThat(last).filteredOn(line -> line.startsWith("CMD ")).hasSize(1);
    }

    @Test
    void whatDrawsTheRehearsalsPicturesCompiles(@TempDir Path classes) {
        ByteArrayOutputStream faults = new ByteArrayOutputStream();
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        faults,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        DEPLOY.resolve("Rehearsal.java").toString());
        assertThat(failed).as(faults.toString(UTF_8)).isZero();
    }

    @Test
    void theClassifyingImageIsWhatTheWebAdapterAndLambdaExpect() throws IOException {
        List<String> last = lastStage("Dockerfile.classify");
        assertThat(last)
                .contains("EXPOSE 8080", "COPY --from=web-adapter /lambda-adapter /opt/extensions/lambda-adapter")
                .anyMatch(line -> line.startsWith("HEALTHCHECK ") && line.endsWith("CMD [\"/opt/stackwright/ready\"]"));
        assertThat(environment(last))
                .containsEntry("AWS_LWA_PORT", "8080")
                .containsEntry("QUARKUS_HTTP_PORT", "8080")
                .containsEntry("QUARKUS_HTTP_HOST", "0.0.0.0")
                .containsEntry("AWS_LWA_READINESS_CHECK_PATH", "/q/health/ready")
                .containsEntry("AWS_LWA_READINESS_CHECK_HEALTHY_STATUS", "200-399")
                .containsEntry("AWS_LWA_PASS_THROUGH_PATH", "/events")
                .containsEntry("AWS_LWA_ERROR_STATUS_CODES", "599")
                .containsEntry("AWS_LWA_ASYNC_INIT", "true");
    }

    @Test
    void whatIsInAnImageIsAssembledByTheScriptThatIsTriedWithoutDocker() throws IOException {
        assertThat(assembled("Dockerfile.classify"))
                .containsExactly("build", "layout classify /image", "rehearsal /image", "archive");
        assertThat(assembled("Dockerfile.train")).containsExactly("build -Pgpu", "layout train /image");
        assertThat(lastStage("Dockerfile.classify"))
                .filteredOn(line -> line.startsWith("COPY "))
                .allMatch(line -> line.contains("--from=web-adapter") || line.contains("--from=rehearsed"));
    }

    private static List<String> assembled(String file) throws IOException {
        return instructions(file).stream()
                .filter(line -> line.startsWith("RUN "))
                .flatMap(line -> Arrays.stream(line.substring(4).split("&&")))
                .map(String::trim)
                .filter(command -> command.contains("assemble.sh "))
                .map(command -> command.replaceFirst("^\\S*assemble\\.sh ", ""))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.train", "Dockerfile.classify"})
    void namesOfFilesAreReadInUtf8(String file) throws IOException {
        assertThat(environment(lastStage(file))).containsEntry("LANG", "C.UTF-8");
    }

    @Test
    void theTrainingImageTakesTheGpusMemoryAsItIsNeeded() throws IOException {
        assertThat(environment(lastStage("Dockerfile.train"))).containsEntry("TF_FORCE_GPU_ALLOW_GROWTH", "true");
        assertThat(instructions("Dockerfile.train")).anyMatch(line -> line.contains("deploy/assemble.sh build -Pgpu"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.train", "Dockerfile.classify"})
    void everySettingInTheEnvironmentIsOne(String file) throws IOException {
        Map<String, String> settings = new TreeMap<>(environment(lastStage(file)));
        settings.keySet().removeIf(name -> !name.startsWith("STACKWRIGHT_"));
        assertThat(settings).isNotEmpty();
        Path nowhere = Path.of("/nowhere");
        assertThat(Configuration.load(settings, new java.util.Properties(), nowhere, nowhere)
                        .cacheDirectory())
                .hasValue(Path.of(settings.get("STACKWRIGHT_CACHE_DIRECTORY")));
    }

    @Test
    void nothingUnderDeployHoldsAKey() throws IOException {
        try (var files = Files.walk(DEPLOY)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(f -> !f.startsWith(DEPLOY.resolve("ensembles")))
                    .toList()) {
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContainPattern("AKIA[0-9A-Z]{16}")
                        .doesNotContainPattern("(?i)(secret|password|token)[A-Z_]*\\s*[:=]\\s*['\"]?[A-Za-z0-9/+]{8}");
            }
        }
    }

    private static Map<String, String> environment(List<String> stage) {
        Map<String, String> environment = new TreeMap<>();
        stage.stream()
                .filter(line -> line.startsWith("ENV "))
                .flatMap(line -> Arrays.stream(line.substring(4).trim().split("\\s+")))
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> environment.put(pair[0], pair[1]));
        return environment;
    }

    private static List<String> lastStage(String file) throws IOException {
        List<String> all = instructions(file);
        int last = all.stream()
                .filter(line -> line.startsWith("FROM "))
                .mapToInt(all::lastIndexOf)
                .max()
                .orElseThrow();
        return all.subList(last, all.size());
    }

    /** One a line, comments away. */
    private static List<String> instructions(String file) throws IOException {
        String text = Files.readString(DEPLOY.resolve(file)).replace("\\\n", "");
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }
}
