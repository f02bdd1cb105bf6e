package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UsageTest {

    private final TestConsole console = new TestConsole();

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("", "expected one of demo, train"),
                Arguments.of("trian", "unknown command or argument 'trian' (did you mean 'train'?); try"),
                Arguments.of("datasets --help", "unknown command or argument 'datasets'"),
                Arguments.of("ensembles lst --help", "unknown command or argument 'lst'"),
                Arguments.of("train -e a -d b --recipe prove", "(did you mean 'probe'?)"),
                Arguments.of("runs", "expected one of list, show, watch, launch, cancel, found none"),
                Arguments.of("ensembles lst", "unknown command or argument 'lst'"),
                Arguments.of("train", "--ensemble=NAME"),
                Arguments.of(
                        "train cats-dogs photos/",
                        "argument 'cats-dogs' (did you mean '--ensemble cats-dogs --dataset photos/'?); try"),
                Arguments.of("train -e a photos/", "'photos/' (did you mean '--dataset photos/'?)"),
                Arguments.of("train -e a -d b --folbs 3", "unknown option '--folbs' (did you mean '--folds'?); try"),
                Arguments.of("train -e a -d b --epochs two", "'two' is not an int"),
                Arguments.of("train -e Bad_Name -d b", "expected an ensemble name of 1 to 63 lower-case"),
                Arguments.of("train -e a -d b --recipe stew", "expected a recipe of auto, probe"),
                Arguments.of("train -e a -d b --seed", "--seed"),
                Arguments.of("classify cats-dogs", "IMAGE"),
                Arguments.of("runs show abc", "expected a run id such as 20261124t081500z-3f2a9c1b, found 'abc'"),
                Arguments.of("ensembles show a --of latest", "found 'latest'"),
                Arguments.of("runs list --set keyonly", "--set"),
                Arguments.of("serve --port many", "'many' is not an int"),
                Arguments.of("serve --port 99999", "--port: expected 0 (any that is free) to 65535, found 99999"),
                Arguments.of("demo --port 99999", "--port: expected 0 (any that is free) to 65535, found 99999"),
                Arguments.of("demo --port -1", "--port: expected 0 (any that is free) to 65535, found -1"),
                Arguments.of("demo --dataset ftp://a/b.zip", "--dataset: expected s3://bucket/key.zip"),
                Arguments.of("reproduce a --dataset ftp://a/b.zip", "--dataset: expected s3://bucket/key.zip"),
                Arguments.of("keys add \u001B[31m --role train", "name: expected 1 to 100 characters that show"),
                Arguments.of("classify a --prefix b/ --shard 9/8", "--shard: expected a shard such as 1/8"),
                Arguments.of("classify a --prefix b/ --output b/c/", "--output: expected an output that is not below"),
                Arguments.of("serve --port -1", "--port: expected 0 (any that is free) to 65535, found -1"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongUsageIsOneLineOnStandardErrorAndExitCodeTwo(String line, String expected) {
        String[] args = line.isEmpty() ? new String[0] : line.split(" ");

        assertThat(console.run(args)).isEqualTo(2);

        assertThat(console.out()).isEmpty();
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .startsWith("stackwright: ")
                .contains(expected);
        assertThat(console.err()).endsWith(" --help'" + System.lineSeparator()).doesNotContain("Exception");
        assertThat(console.services.opened).isEmpty();
        assertThat(console.served).isEmpty();
    }

    static Stream<Arguments> failing() {
        return Stream.of(
                Arguments.of("runs show 20261124t081500z-3f2a9c1b", "there is no run 20261124t081500z-3f2a9c1b"),
                Arguments.of("runs cancel 20261124t081500z-3f2a9c1b", "there is no run"),
                Arguments.of("runs watch 20261124t081500z-3f2a9c1b", "there is no run"),
                Arguments.of("ensembles show none", "no version of an ensemble none is promoted"),
                Arguments.of("ensembles verify none", "there is no ensemble none"),
                Arguments.of("ensembles rollback none", "no ensemble 'none'"),
                Arguments.of("ensembles report none --of 20261124t081500z-3f2a9c1b", "none"),
                Arguments.of("ensembles promote none 20261124t081500z-3f2a9c1b", "none"),
                Arguments.of("classify none no-such-photo.jpg", "no such file: no-such-photo.jpg"),
                Arguments.of("classify none https://example.org/a.jpg", "there is no such ensemble here"));
    }

    @ParameterizedTest
    @MethodSource("failing")
    void aFailureIsOneLineOnStandardErrorAndExitCodeOne(String line, String expected) {
        assertThat(console.run(line.split(" "))).isEqualTo(1);

        assertThat(console.out()).isEmpty();
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .startsWith("stackwright: ")
                .contains(expected);
        assertThat(console.services.closed).as("rooms closed").isEqualTo(1);
    }

    @Test
    void aRequestThatCannotBeNamesTheOptionAtFault() {
        assertThat(console.run(
                        "train", "-e", "a", "-d", "s3://photos/x.zip", "--launch", "stages", "--image-size", "7"))
                .isEqualTo(2);
        assertThat(console.err()).startsWith("stackwright: --image-size: ").doesNotContain("imageSize");
        assertThat(console.run(
                        "train", "-e", "a", "-d", "s3://photos/x.zip", "--launch", "stages", "--members", "xcpetion"))
                .isEqualTo(2);
        assertThat(console.err()).contains("--members: ", "(did you mean 'xception'?)");
    }

    @Test
    void verboseShowsWhereAFailureCameFrom() {
        assertThat(console.run("ensembles", "show", "none", "--verbose")).isEqualTo(1);
        assertThat(console.err()).contains("UnknownEnsembleException", "\tat dev.stackwright.cli.");
    }

    @Test
    void verboseShowsMoreOfTheLogAlsoOfAServer() {
        String level = "quarkus.log.category.\"dev.stackwright\".level";
        assertThat(console.run("serve", "--verbose")).isZero();
        assertThat(console.served)
                .singleElement()
                .satisfies(settings -> assertThat(settings).containsExactly(Map.entry(level, "DEBUG")));
        assertThat(console.run("serve", "-v", "--set", level + "=TRACE")).isZero();
        assertThat(console.served.get(1)).as("what is set wins").containsExactly(Map.entry(level, "TRACE"));
        assertThat(console.run("runs", "list", "--verbose")).isZero();
        assertThat(console.services.opened)
                .singleElement()
                .satisfies(settings -> assertThat(settings).containsEntry(level, "DEBUG"));
    }

    @Test
    void settingsOfTheCommandLineReachTheRooms() {
        assertThat(console.run("runs", "list", "--set", "a.b=c=d", "--set", "e=f", "--data-dir", "x"))
                .isZero();
        assertThat(console.services.opened)
                .singleElement()
                .satisfies(settings -> assertThat(settings)
                        .containsEntry("a.b", "c=d")
                        .containsEntry("e", "f")
                        .containsEntry("stackwright.data-directory", Formats.absolute("x"))
                        .hasSize(3));
    }

    @Test
    void whereToListenIsASetting() {
        assertThat(console.run("serve", "--host", "0.0.0.0", "--port", "8181")).isZero();
        assertThat(console.served)
                .singleElement()
                .satisfies(settings -> assertThat(settings)
                        .containsEntry("quarkus.http.host", "0.0.0.0")
                        .containsEntry("quarkus.http.port", "8181"));
    }
}
