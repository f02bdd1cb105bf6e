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
                .hasMessageContaining("stackwright.store.buckett: there is no such setting")
                .hasMessageContaining("(did you mean 'stackwright.store.bucket'?)");
    }

    @ParameterizedTest
    @CsvSource({
        "stackwright.stor.bucket, stackwright.store.bucket",
        "stackwrigt.gpu, stackwright.gpu",
        "store.bucket, stackwright.store.bucket",
        "stackwright.bucket, stackwright.store.bucket",
    })
    void anUnknownKeyNamesTheOneThatWasMeant(String found, String meant) {
        assertThatThrownBy(() -> SettingNames.check(Set.of(found)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(found + ": there is no such setting (did you mean '" + meant + "'?)");
    }

    @Test
    void keysOfOthersAndPlacesOfListsAreLetStand() {
        SettingNames.check(Set.of("quarkus.http.port", "aws.region", "stackwright.members[0]", "a.b"));
        SettingNames.checkEnvironment(
                Set.of("STACKWRIGHT_SERVICE_HOST", "STACKWRIGHT_JAVA_OPTS", "STACKWRIGHT_MEMBERS_0_", "PATH"));
    }

    @Test
    void aSlipInAnEnvironmentVariableIsNamed() {
        assertThatThrownBy(() -> load(Map.of("STACKWRIGHT_STORE_BUCKETT", "x"), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("STACKWRIGHT_STORE_BUCKETT: there is no such setting (did you mean"
                        + " 'STACKWRIGHT_STORE_BUCKET'?)");
    }

    @Test
    void aValueOfTheWrongTypeIsRefusedByItsKey() {
        assertThatThrownBy(() -> load(Map.of(), Map.of("stackwright.classify.timeout", "soon")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("stackwright.classify.timeout");
        assertThatThrownBy(() -> load(Map.of(), Map.of("stackwright.gpu", "perhaps")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("stackwright.gpu");
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
