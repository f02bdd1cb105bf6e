package dev.stackwright.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a window, as Debian and others install it; it asks nothing of the internet. Close it. */
final class Browser implements AutoCloseable {

    /** For a busy machine; nothing is measured by it. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A name that leads to this machine, as an attacker's may. */
    static final String OTHER_NAME = "attacker.example";

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips the test, saying why, where no browser is installed. */
    static Browser open() {
        Optional<Path> chromium = installed("chromium", "chromium-browser", "google-chrome");
        Optional<Path> chromedriver = installed("chromedriver");
        assumeTrue(
                chromium.isPresent() && chromedriver.isPresent(),
                "no Chromium with chromedriver is installed (Debian: apt-get install chromium chromium-driver):"
                        + " the page is not tried in a browser");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.orElseThrow().toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,900",
                "--host-resolver-rules=MAP " + OTHER_NAME + " 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1,"
                        + " EXCLUDE localhost");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.orElseThrow().toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<Path> installed(String... names) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    void go(String url) {
        // another place behind the # alone would keep the page and what it shows
        driver.get("about:blank");
        driver.get(url);
    }

    /** The first element that the selector finds, once there is one that can be seen. */
    WebElement see(String css) {
        return see(css, "");
    }

    /** As {@link #see}, whose text contains that one. */
    WebElement see(String css, String text) {
        return once(css, text, element -> element);
    }

    /** Clicks on what can be seen, also where the page is about to put another in its place. */
    void click(String css) {
        click(css, "");
    }

    /** As {@link #click}, on that whose text contains that one. */
    void click(String css, String text) {
        once(css, text, element -> {
            element.click();
            return element;
        });
    }

    /** The text of what can be seen, also where the page is about to put another in its place. */
    String text(String css) {
        return text(css, "");
    }

    /** As {@link #text}, of that whose text contains that one. */
    String text(String css, String text) {
        return once(css, text, WebElement::getText);
    }

    private <T> T once(String css, String text, Function<WebElement, T> use) {
        return new WebDriverWait(driver, PATIENCE)
                .ignoring(StaleElementReferenceException.class)
                .until(d -> d.findElements(By.cssSelector(css)).stream()
                        .filter(e -> e.isDisplayed()
                                && (text.isEmpty() || e.getText().contains(text)))
                        .findFirst()
                        .map(use)
                        .orElse(null));
    }

    /** For file inputs, which need not be visible. */
    void choose(String css, Path... files) {
        see("h1");
        driver.findElement(By.cssSelector(css))
                .sendKeys(String.join("\n", Stream.of(files).map(Path::toString).toList()));
    }

    int count(String css) {
        return driver.findElements(By.cssSelector(css)).size();
    }

    /** What the script returns, by its own {@code return}. */
    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** What the script gives to the function that is its last argument. */
    Object scriptThatCallsBack(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        return driver.executeAsyncScript(script, arguments);
    }

    /** What is on the screen, as PNG. */
    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    void colours(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /**
     * Violations of axe's rules on the page, a line each: rule, help, element. Colours that change are looked at when they
     * have changed.
     */
    @SuppressWarnings("unchecked")
    List<String> violations() {
        // by the protocol and not as a script element: the page lets no foreign script in
        driver.executeScript(AXE);
        return (List<String>)
                scriptThatCallsBack(
                        "const done = arguments[0]; const moving = document.getAnimations().filter("
                                + "a => a instanceof CSSTransition).map(a => a.finished);"
                                + "Promise.allSettled(moving).then(() => axe.run()).then(r => done("
                                + "r.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${v.help}: ${n.html} ${n.failureSummary}`))))");
    }

    private static final String AXE = axe();

    private static String axe() {
        try (InputStream in =
                Browser.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    void forgetComplaints() {
        var unused = complaints();
    }

    /** What the page said to the console: errors, and what the security policy refused. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(Object::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
