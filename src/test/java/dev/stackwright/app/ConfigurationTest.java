package dev.stackwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.app.Configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    @TempDir
    Path home;

    @TempDir
    Path here;

    @Test
    void withNothingSetEveryKeyHasItsDefault() {
        StackwrightConfig config = load(Map.of(), Map.of());
        assertThat(config.store().endpoint()).isEmpty();
        assertThat(config.store().bucket()).isEmpty();
        assertThat(config.store().region()).isEqualTo("us-east-1");
        assertThat(config.weights()).isEqualTo("official");
        assertThat(config.members()).containsExactly("mobilenet-v2", "inception-v3", "xception");
        assertThat(config.gpu()).isEqualTo(StackwrightConfig.Gpu.AUTO);
        assertThat(config.classify().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.classify().maxBytes().asLongValue()).isEqualTo(20L << 20);
        assertThat(config.classify().maxPixels()).isEqualTo(64_000_000);
        assertThat(config.classify().allowPrivateAddresses()).isFalse();
        assertThat(config.classify().ports()).containsExactly("80", "443");
        assertThat(config.classify().refreshInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.classify().concurrency()).isEqualTo(16);
    }

    @Test
    void theEnvironmentIsRead() {
        StackwrightConfig config =
                load(Map.of("STACKWRIGHT_STORE_ACCESS_KEY", "id", "STACKWRIGHT_CLASSIFY_MAX_BYTES", "1K"), Map.of());
        assertThat(config.store().accessKey()).contains("id");
        assertThat(config.classify().maxBytes().asLongValue()).isEqualTo(1024);
    }

    @Test
    void systemPropertiesBeatTheEnvironmentAndTheEnvironmentBeatsFiles() throws IOException {
        Path user = Files.createDirectories(home.resolve(".config/stackwright"));
        Files.writeString(user.resolve(ConfigurationFiles.NAME), """
            stackwright.store.bucket=of-the-user
            stackwright.store.region=of-the-user
            stackwright.weights=random
            stackwright.gpu=off
            """);
        Files.writeString(here.resolve(ConfigurationFiles.NAME), """
            stackwright.store.bucket=of-the-folder
            stackwright.store.region=of-the-folder
            stackwright.weights=/of/the/folder
            """);
        StackwrightConfig config = load(
                Map.of("STACKWRIGHT_STORE_BUCKET", "of-the-environment", "STACKWRIGHT_STORE_REGION", "north"),
                Map.of("stackwright.store.bucket", "of-the-command"));
        assertThat(config.store().bucket()).contains("of-the-command");
        assertThat(config.store().region()).isEqualTo("north");
        assertThat(config.weights()).isEqualTo("/of/the/folder");
        assertThat(config.gpu()).isEqualTo(StackwrightConfig.Gpu.OFF);
    }

    @Test
    void anUnknownKeyIsRefusedByItsName() {
        assertThatThrownBy(() -> load(Map.of(), Map.of("stackwright.store.buckett", "x")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("stackwright.store.buckett: there is no such setting (did you mean"
                        + " 'stackwright.store.bucket'?); docs/configuration.md lists all. Remove it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        classify.timeout | soon | expected a time such as 500ms, 10s or 2m, found 'soon'; change it, or remove it, then it is 10s
        classify.timeout | '' | expected a time such as 500ms, 10s or 2m, found nothing; change it, or remove it, then it is 10s
        classify.max-bytes | 20 MB | expected a size such as 512K, 20M or 4G, found '20 MB'; change it, or remove it, then it is 20M
        classify.max-pixels | many | expected a whole number, found 'many'; change it, or remove it, then it is 64000000
        classify.max-images | x | expected a whole number up to 2147483647, found 'x'; change it, or remove it
        classify.concurrency | 1.5 | expected a whole number up to 2147483647, found '1.5'; change it, or remove it, then it is 16
        classify.allow-private-addresses | yess | expected true or false, found 'yess'; change it, or remove it, then it is false
        gpu | perhaps | expected one of auto, required, off, found 'perhaps'; change it, or remove it, then it is auto
        launch.recipe | best | expected one of auto, probe, finetune, article, found 'best'; change it, or remove it, then it is probe
        store.endpoint | a b | expected an address such as http://localhost:9000, found 'a b'; change it, or remove it
        members | '' | expected one value or more, separated by commas, found nothing; change it, or remove it, then it is mobilenet-v2,inception-v3,xception
        """)
    void aValueOfTheWrongFormIsRefusedByItsKeyWithWhatIsExpected(String key, String value, String problem) {
        assertThatThrownBy(() -> load(Map.of(), Map.of("stackwright." + key, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("stackwright." + key + ": " + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"keys/", "keys/mine/", "ensembles/", "events/", "features/", "results/", "runs/", "uploads", "/"
            })
    void aPrefixThatCallersMayNotReadOfIsRefused(String prefix) {
        StackwrightConfig config = load(Map.of(), Map.of("stackwright.classify.prefixes", "uploads/," + prefix));
        assertThatThrownBy(() -> Configuration.SettingsCheck.check(config))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("stackwright.classify.prefixes: expected prefixes such as uploads/, none of the"
                        + " product's own, found '" + prefix + "'");
    }

    @ParameterizedTest
    @CsvSource({"stackwrigt.gpu, stackwright.gpu", "store.bucket, stackwright.store.bucket"})
    void aKeyThatLacksItsBeginningNamesTheOneThatWasMeant(String found, String meant) {
        assertThatThrownBy(() -> SettingNames.check(Set.of(found)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(found + ": there is no such setting (did you mean '" + meant + "'?)");
    }

    @Test
    void namesOfOthersAndPlacesOfListsAreLetStand() {
        SettingNames.check(Set.of("quarkus.http.port", "aws.region", "stackwright.members[0]", "a.b"));
        SettingNames.checkEnvironment(
                Set.of("STACKWRIGHT_SERVICE_HOST", "STACKWRIGHT_JAVA_OPTS", "STACKWRIGHT_MEMBERS_0_", "PATH"));
    }

    @Test
    void aSlipInAnEnvironmentVariableIsNamed() {
        assertThatThrownBy(() -> load(Map.of("STACKWRIGHT_STORE_BUCKETT", "x"), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("STACKWRIGHT_STORE_BUCKETT: there is no such setting (did you mean"
                        + " 'STACKWRIGHT_STORE_BUCKET'?)");
    }

    @Test
    void theRefusalOfAValueSaysWhereItWasFound() throws IOException {
        assertThatThrownBy(() -> load(Map.of("STACKWRIGHT_CLASSIFY_MAX_BYTES", "big"), Map.of()))
                .hasMessageContaining("found 'big' in the environment variable STACKWRIGHT_CLASSIFY_MAX_BYTES;");
        Path file = Files.writeString(
                here.resolve(ConfigurationFiles.NAME), "stackwright.gpu=perhaps\nstackwright.watch.interval=x\n");
        assertThatThrownBy(() -> load(Map.of(), Map.of()))
                .hasMessageContaining("stackwright.gpu: ")
                .hasMessageContaining("found 'perhaps' in " + file)
                .hasMessageContaining("stackwright.watch.interval: ");
    }

    @Test
    void otherSystemPropertiesAreNoneOfOurBusiness() {
        assertThat(load(Map.of("STACKWRIGHTY", "1"), Map.of("java.version", "17", "quarkus.http.port", "1")))
                .isNotNull();
    }

    @Test
    void anEnvironmentVariableOfTheLauncherIsNoKey() {
        assertThat(load(Map.of("STACKWRIGHT_HOME", "/opt", "STACKWRIGHT_JAVA_OPTS", "-Xmx1g"), Map.of()))
                .isNotNull();
    }

    @Test
    void aRelativeDirectoryIsOneOfTheWorkingDirectory() {
        StackwrightConfig config =
                load(Map.of(), Map.of("stackwright.data-directory", "data", "stackwright.cache-directory", "./c"));
        assertThat(Directories.of(config, Map.of(), home))
                .isEqualTo(new Directories(
                        Path.of("data").toAbsolutePath(), Path.of("c").toAbsolutePath()));
    }

    @Test
    void aUserWithoutAHomeFollowsTheEnvironmentOrIsToldWhichKeysToSet() {
        Properties system = new Properties();
        system.setProperty("user.home", "?");
        Directories.settleHome(Map.of("HOME", "/home/x"), system);
        assertThat(system.getProperty("user.home")).isEqualTo("/home/x");
        system.setProperty("user.home", "?");
        Directories.settleHome(Map.of(), system);
        assertThat(system.getProperty("user.home")).isEmpty();
        StackwrightConfig nothing = load(Map.of(), Map.of());
        assertThatThrownBy(() -> Directories.of(nothing, Map.of(), Path.of("")))
                .hasMessageContaining("stackwright.data-directory and stackwright.cache-directory, or HOME");
    }

    @Test
    void directoriesFollowTheXdgSpecification() {
        StackwrightConfig config = load(Map.of(), Map.of());
        assertThat(Directories.of(config, Map.of(), home))
                .isEqualTo(
                        new Directories(home.resolve(".local/share/stackwright"), home.resolve(".cache/stackwright")));
        assertThat(Directories.of(config, Map.of("XDG_DATA_HOME", "/xdg", "XDG_CACHE_HOME", "relative"), home))
                .isEqualTo(new Directories(Path.of("/xdg/stackwright"), home.resolve(".cache/stackwright")));
    }

    private StackwrightConfig load(Map<String, String> environment, Map<String, String> system) {
        Properties properties = new Properties();
        properties.putAll(system);
        return Configuration.load(environment, properties, home, here);
    }
}
