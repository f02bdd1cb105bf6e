package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code stackwright} in a folder with a blank in its name, with a java and a mvn that only take notes. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final Path SCRIPT = Path.of("stackwright");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final String JAR = "target/quarkus-app/quarkus-run.jar";

    @TempDir
    Path temp;

    private Path home;
    private Path jdk;
    private Path tools;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void furnish() throws IOException {
        home = Files.createDirectories(temp.resolve("my house"));
        Files.copy(SCRIPT, home.resolve("stackwright"));
        runnable(home.resolve("stackwright"));
        write(home.resolve("pom.xml"), "<project/>");
        write(home.resolve("src/main/A.java"), "class A {}");
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
            }
        }
        jdk = temp.resolve("jdk");
        release("17.0.9");
        script(jdk.resolve("bin/java"), "printf '%s\\n' \"$@\"");
        script(jdk.resolve("bin/javac"), "exit 0");
        tools = temp.resolve("tools");
        script(
                tools.resolve("mvn"),
                "echo built >> '" + temp.resolve("builds") + "'\nmkdir -p target/quarkus-app && touch " + JAR);
    }

    @Test
    void theScriptIsWellFormed() throws Exception {
        assertThat(execute(List.of("bash", "-n", SCRIPT.toAbsolutePath().toString())))
                .isEqualTo(new Ended(0, "", ""));
    }

    @Test
    void itBuildsOnceAndSaysSo() throws Exception {
        Ended first = start("networks", "--json");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err()).contains("Building Stackwright once");
        assertThat(first.out()).endsWith("-jar\n" + home.toRealPath().resolve(JAR) + "\nnetworks\n--json\n");

        Ended second = start("networks");
        assertThat(second.code()).isZero();
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void itBuildsAgainWhenASourceIsNewerThanTheJar() throws Exception {
        jarOf(LONG_AGO.minusSeconds(60));
        assertThat(start("networks").code()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void itDoesNotBuildWhenTheJarIsNewerThanEverySource() throws Exception {
        jarOf(LONG_AGO.plusSeconds(60));
        assertThat(start("networks").code()).isZero();
        assertThat(builds()).isZero();
    }

    @Test
    void itStartsThroughASymbolicLinkToALink() throws Exception {
        jarOf(LONG_AGO.plusSeconds(60));
        Path link = Files.createSymbolicLink(temp.resolve("link"), home.resolve("stackwright"));
        Path second = Files.createSymbolicLink(tools.resolve("sw"), Path.of("../link"));
        Ended ended = execute(List.of(second.toString(), "networks"));
        assertThat(ended.code()).as(link + ": " + ended.err()).isZero();
        assertThat(ended.out()).contains(home.toRealPath().resolve(JAR).toString());
    }

    @Test
    void argumentsArriveAsTheyWereGiven() throws Exception {
        jarOf(LONG_AGO.plusSeconds(60));
        assertThat(start("classify", "a b", "*", "", "$HOME").out()).endsWith("\nclassify\na b\n*\n\n$HOME\n");
    }

    @Test
    void aJavaThatIsTooOldIsNamedWithWhatIsNeeded() throws Exception {
        jarOf(LONG_AGO.plusSeconds(60));
        release("11.0.2");
        Ended ended = start("networks");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("expected a JDK 17 or newer", "11 at " + jdk.resolve("bin/java"));
    }

    @Test
    void javaEightIsUnderstoodAsEight() throws Exception {
        release("1.8.0_392");
        assertThat(start("networks").err()).contains("8 at ");
    }

    @Test
    void aNewJavaIsAllowedNativeAccess() throws Exception {
        jarOf(LONG_AGO.plusSeconds(60));
        assertThat(start("networks").out()).doesNotContain("--enable-native-access");
        release("25");
        assertThat(start("networks").out()).contains("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void optionsOfTheUserComeLastSoThatTheyWin() throws Exception {
        jarOf(LONG_AGO.plusSeconds(60));
        Ended ended = execute(
                List.of(home.resolve("stackwright").toString(), "train"),
                Map.of("STACKWRIGHT_JAVA_OPTS", "-Xmx8g -Da=b"));
        assertThat(ended.out()).contains("\n-Xmx8g\n-Da=b\n-jar\n");
    }

    @Test
    void withoutALocaleInUtf8OneIsSetAndOthersStay() throws Exception {
        jarOf(LONG_AGO.plusSeconds(60));
        script(jdk.resolve("bin/java"), "printf '%s' \"${LC_ALL:-}\"");
        List<String> command = List.of(home.resolve("stackwright").toString(), "networks");
        assertThat(execute(command, Map.of("LC_ALL", "C")).out()).isEqualTo("C.UTF-8");
        assertThat(execute(command, Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", ""))
                        .out())
                .isEqualTo("C.UTF-8");
        assertThat(execute(command, Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", "de_DE.UTF-8"))
                        .out())
                .isEmpty();
    }

    /** By a terminal of its own; the filter says when it has passed everything on. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void onATerminalTensorFlowsRemarksAreLeftOutUnlessAskedForAndErrorsStay() throws Exception {
        assumeThat(Path.of("/usr/bin/script")).isExecutable();
        jarOf(LONG_AGO.plusSeconds(60));
        Path passed = temp.resolve("passed");
        script(tools.resolve("sed"), "/usr/bin/sed \"$@\"\n[ \"$1\" != -e ] || echo > '" + passed + "'");
        script(jdk.resolve("bin/java"), """
            echo "$@"
            cat >&2 <<'EOF'
            WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
            I0000 00:00:1795824910.304325   29714 mlir_graph_optimization_pass.cc:401] MLIR is a remark
            E0000 00:00:1795824910.304326   29714 cuda_dnn.cc:8310] this is an error
            Error: Could not create the Java Virtual Machine.
            EOF
            exec 2>&-
            case "$*" in *-v) ;; *) read -r _ < '%s' ;; esac
            """.formatted(passed));
        execute(List.of("mkfifo", passed.toString()));

        String quiet = onTerminal("networks");
        assertThat(quiet).contains("-Ddev.stackwright.cli.terminal=/dev/");
        assertThat(quiet).contains("this is an error", "Error: Could not create the Java Virtual Machine.");
        assertThat(quiet).doesNotContain("InitializeLog", "is a remark");
        assertThat(onTerminal("networks", "-v")).contains("InitializeLog", "is a remark", "this is an error");
        assertThat(start("networks", "-v").err()).contains("InitializeLog", "is a remark", "this is an error");
    }

    private String onTerminal(String... args) throws Exception {
        String command = "'" + home.resolve("stackwright") + "' " + String.join(" ", args);
        return execute(List.of("script", "-qec", command, "/dev/null")).out();
    }

    @Test
    void aBuildThatFailsShowsItsLogAndLeavesNoLock() throws Exception {
        script(tools.resolve("mvn"), "echo 'no such dependency'; exit 3");
        Ended ended = start("networks");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("no such dependency", "the build failed");
        assertThat(home.resolve("target/stackwright-build.lock")).doesNotExist();
    }

    private Ended start(String... args) throws Exception {
        return execute(Stream.concat(Stream.of(home.resolve("stackwright").toString()), Stream.of(args))
                .toList());
    }

    private Ended execute(List<String> command) throws Exception {
        return execute(command, Map.of());
    }

    private Ended execute(List<String> command, Map<String, String> environment) throws Exception {
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .directory(SCRIPT.toAbsolutePath().getParent().toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().put("PATH", jdk.resolve("bin") + ":" + tools + ":/usr/bin:/bin");
        Process process = builder.start();
        process.getOutputStream().close();
        // a script that hangs is ended, so that the build does not hang with it
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        int code = process.waitFor();
        return new Ended(code, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    private int builds() throws IOException {
        Path builds = temp.resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    private void jarOf(Instant time) throws IOException {
        Path jar = write(home.resolve(JAR), "jar");
        Files.setLastModifiedTime(jar, FileTime.from(time));
    }

    private void release(String version) throws IOException {
        write(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private static void script(Path file, String body) throws IOException {
        write(file, "#!/usr/bin/env bash\n" + body + "\n");
        runnable(file);
    }

    private static void runnable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
