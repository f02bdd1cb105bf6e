package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.app.Stackwright;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.awt.Color;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The page as a person uses it, in a real browser; skipped where none is installed. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class PageTest {

    private static final String ENSEMBLE = "page-colours";

    @Inject
    Stackwright stackwright;

    @TestHTTPResource
    URI here;

    private Browser browser;

    /** In the first test, as Quarkus injects only then: two versions of an ensemble, by one training each. */
    @BeforeEach
    void open() {
        if (browser == null) {
            browser = Browser.open();
            stackwright.store().put(new ObjectKey("uploads/page.zip"), TinyPhotos.zip(8));
            stackwright.store().put(new ObjectKey("uploads/blue.png"), TinyPhotos.png(Color.BLUE, 5));
            stackwright.store().put(new ObjectKey("results/" + ENSEMBLE + "/a.jpg.json"), new byte[] {'{'});
            train(ENSEMBLE, 1);
            train(ENSEMBLE, 2);
        }
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void photosFromADiskFromTheStoreAndByUrlAreAnsweredOrRefusedEachByItself(@TempDir Path folder) throws IOException {
        Path photo = Files.write(folder.resolve("red one.png"), TinyPhotos.png(Color.RED, 4));
        Path text = Files.writeString(folder.resolve("no photo.png"), "this is text");
        browser.go(here + "#/classify");
        browser.see("#ensemble option");
        browser.script("document.getElementById('ensemble').value = arguments[0]", ENSEMBLE);
        browser.choose("#files", photo, text);
        browser.see("#url").sendKeys("s3://stackwright/uploads/blue.png" + Keys.ENTER);
        browser.see("#url").sendKeys("ftp://127.0.0.1/a.jpg" + Keys.ENTER);

        assertThat(browser.text(".result:has(.answer)", "red one.png"))
                .containsAnyOf("red", "blue")
                .contains("%");
        assertThat(browser.text(".result", "uploads/blue.png")).contains("s3://stackwright/uploads/blue.png");
        browser.see(".result .fault", "not-an-image");
        browser.see(".result .fault", "scheme-not-allowed");
        browser.click("details summary", "From the store");
        browser.click(".objects button", "uploads/blue.png");
        assertThat(browser.text("#told")).contains("%");
    }

    /** By an answer of the page's own, as a thousand newer objects would hide the photos of other tests. */
    @Test
    void whereTheNewestObjectsAreNoPhotosNothingIsSaidOfOlderOnes() {
        browser.go(here + "#/classify");
        browser.see("#ensemble option");
        browser.script("""
                const ask = window.fetch;
                const objects = Array.from({length: 1000}, (_, i) => ({url: `s3://stackwright/uploads/${i}.json`, size: 2}));
                window.fetch = (address, ...others) => String(address.url ?? address).includes("api/uploads")
                    ? Promise.resolve(new Response(JSON.stringify(objects),
                        {headers: arguments[0] ? {link: '</api/uploads?cursor=x>; rel="next"'} : {}}))
                    : ask(address, ...others);
                """, true);
        browser.click("details summary", "From the store");
        browser.see(".objects li", "There are no photos among the newest 1,000 objects.");
        assertThat(browser.text(".objects")).doesNotContain("in the store").contains("Older ones are not listed");
        browser.go(here + "#/runs");
        assertThat(browser.violations()).isEmpty();
    }

    @Test
    void whatSpeaksForTheAnswerIsDrawnForAPhotoGivenByItsAddressToo() {
        browser.go(here + "#/classify");
        browser.click("#ensemble option[value=" + ENSEMBLE + "]");
        browser.click("#explain");
        browser.see("#url").sendKeys("s3://stackwright/uploads/blue.png" + Keys.ENTER);
        browser.click(".result .heat label", "mobilenet-v2");
        assertThat(browser.see(".result .heat canvas").getDomProperty("width")).isEqualTo("224");
        assertThat(browser.violations()).isEmpty();
    }

    @Test
    void aVersionIsPromotedAndRolledBackAfterAQuestion() {
        EnsembleName name = new EnsembleName(ENSEMBLE);
        var before = stackwright.ensembles().promoted(name).orElseThrow();
        browser.go(here + "#/ensembles/" + ENSEMBLE);
        browser.click("td.actions button", "Promote");
        browser.click("dialog button", "Cancel");
        assertThat(stackwright.ensembles().promoted(name)).contains(before);

        browser.click("td.actions button", "Promote");
        browser.click("dialog button", "Promote");
        browser.see(".history li", "asked for on the page");
        browser.see("[aria-label=Differences] tr", "seed");
        browser.see("[aria-label=Differences] p", "validation photos that they have in common");
        assertThat(stackwright.ensembles().promoted(name).orElseThrow().version())
                .isNotEqualTo(before.version());

        browser.click("button", "Roll back");
        browser.click("dialog button", "Roll back");
        browser.see("#told", "is served");
        browser.see(".history li:nth-of-type(2)", "asked for on the page");
        assertThat(stackwright.ensembles().promoted(name).orElseThrow().version())
                .isEqualTo(before.version());
    }

    @Test
    void versionsWithoutValidationPhotosHaveNoAccuracy() {
        copyWithoutValidationPhotos("page-unmeasured");
        browser.go(here + "#/ensembles/page-unmeasured");
        browser.see("[aria-label=Versions] tr.served td", "no validation photos");
        browser.see("[aria-labelledby=ensemble-title] > p", "There were no validation photos");
        browser.see("[aria-label=Differences] p", "There were no validation photos");
        assertThat(browser.text("#main")).doesNotContain("%").doesNotContain("accuracy");
    }

    /** The versions of {@link #ENSEMBLE} under another name, as if nothing had been measured. */
    private void copyWithoutValidationPhotos(String name) {
        ObjectStore store = stackwright.store();
        String from = "ensembles/" + ENSEMBLE + "/";
        store.list(from).toList().forEach(found -> {
            String key = found.key().value();
            byte[] bytes = store.read(found.key()).orElseThrow();
            store.put(
                    new ObjectKey(key.replace(from, "ensembles/" + name + "/")),
                    key.endsWith("/manifest.json")
                            ? new String(bytes, UTF_8)
                                    .replace("\"" + ENSEMBLE + "\"", "\"" + name + "\"")
                                    .replaceFirst("\"validationImages\" : [0-9]+", "\"validationImages\" : 0")
                                    .getBytes(UTF_8)
                            : bytes);
        });
    }

    @ParameterizedTest
    @CsvSource({"light,1280", "dark,390"})
    void axeFindsNothingInAnyView(String scheme, int width) {
        browser.size(width, 900);
        browser.colours(scheme);
        Map<String, String> shown = Map.of(
                "classify",
                "#ensemble option",
                "runs",
                ".stages li",
                "ensembles/" + ENSEMBLE,
                ".history li",
                "incoming",
                ".answers .fault");
        for (String view : shown.keySet()) {
            browser.go(here + "#/" + view);
            browser.see(shown.get(view));
            assertThat(browser.violations()).as(view).isEmpty();
            assertThat(browser.script("const e = document.documentElement; return e.scrollWidth <= e.clientWidth"))
                    .as("nothing is wider than the screen: %s", view)
                    .isEqualTo(true);
        }
        browser.size(1280, 900);
    }

    @Test
    void scriptsOfOthersAreNotRunEvenWhereTheyGotIntoThePage() {
        browser.go(here + "#/classify");
        browser.see("h1");
        browser.script("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked = 1\">')");
        assertThat(browser.scriptThatCallsBack("""
            const done = arguments[0], script = document.createElement('script');
            document.addEventListener('securitypolicyviolation', () => done(window.hacked === undefined));
            script.textContent = 'window.hacked = 1';
            document.body.append(script);\
            """)).isEqualTo(true);
    }

    @Test
    void aKeyIsAskedForWhereOneIsWantedAndKeptInTheTabAlone() {
        try (OtherSite site = OtherSite.thatWants("right")) {
            browser.go(site.url());
            browser.see("#key").sendKeys("wrong" + Keys.ENTER);
            browser.see("dialog h2", "refused");
            browser.see("#key").sendKeys("right" + Keys.ENTER);
            browser.see("#ensemble option", "secret");
            assertThat(browser.script("return localStorage.length + document.cookie.length"))
                    .isEqualTo(0L);
            browser.click("#forget");
            browser.see("dialog h2", "wants a key");
        }
    }

    @Test
    void aPageOfAnotherOriginStartsNoTrainingAndPromotesNothing() {
        int runs = stackwright.runs().all().size();
        int promotions =
                stackwright.ensembles().promotions(new EnsembleName(ENSEMBLE)).size();
        try (OtherSite site = OtherSite.answering(exchange ->
                OtherSite.reply(exchange, 200, "text/html", "<!DOCTYPE html><title>other</title>".getBytes(UTF_8)))) {
            browser.go(site.url());
            for (String type : List.of("text/plain", "", "application/json", "multipart/form-data")) {
                for (String mode : List.of("no-cors", "cors")) {
                    Object sent = browser.scriptThatCallsBack("""
                        const [base, type, mode, version, done] = arguments;
                        const send = (path, body) => fetch(base + path, {method: 'POST', mode,
                          body: new Blob([JSON.stringify(body)], {type})}).then(r => r.type, e => 'refused');
                        Promise.all([
                          send('train', {ensemble: 'stolen', dataset: 's3://stackwright/uploads/page.zip'}),
                          send('api/ensembles/page-colours/promotions', {rollback: true})]).then(a => done(a.join()))\
                        """, here.toString(), type, mode, "");
                    assertThat(sent.toString()).isIn("opaque,opaque", "refused,refused");
                }
            }
        }
        assertThat(stackwright.runs().all()).hasSize(runs);
        assertThat(stackwright.ensembles().promotions(new EnsembleName(ENSEMBLE)))
                .hasSize(promotions);
    }

    @Test
    void anotherNameThatLeadsHereIsNotAnswered() {
        browser.go("http://" + Browser.OTHER_NAME + ":" + here.getPort() + "/");
        assertThat(browser.script("return document.body.textContent").toString())
                .contains("misdirected-request");
    }

    private void train(String ensemble, long seed) {
        String run = given().contentType("application/json")
                .body(Map.of(
                        "ensemble",
                        ensemble,
                        "dataset",
                        "s3://stackwright/uploads/page.zip",
                        "recipe",
                        "probe",
                        "members",
                        List.of("mobilenet-v2"),
                        "imageSize",
                        32,
                        "folds",
                        2,
                        "seed",
                        seed))
                .post("/train")
                .path("run");
        assertThat(given().get("/api/runs/" + run + "/progress").asString()).contains("succeeded");
    }
}
