package dev.stackwright.download;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class UrlGuardProperties {

    private final UrlGuard guard = new UrlGuard(DownloadPolicy.DEFAULT);

    @Property
    void anyTextIsEitherRefusedWithAReasonOrFetchable(@ForAll @StringLength(max = 60) String text) {
        holds(text);
    }

    @Property
    void anyTextAfterASchemeIsEitherRefusedWithAReasonOrFetchable(@ForAll @StringLength(max = 60) String text) {
        holds("http://" + text);
    }

    private void holds(String text) {
        try {
            UrlGuard.Target url = guard.check(text);
            assertThat(url.host()).isNotEmpty();
            assertThat(url.uri().getRawUserInfo()).isNull();
            assertThat(url.uri().getRawFragment()).isNull();
            assertThat(url.port()).isIn(80, 443);
            assertThat(url.uri().toString()).isASCII().doesNotContainAnyWhitespaces();
        } catch (DownloadException e) {
            assertThat(e.getMessage()).startsWith("expected ");
        }
    }
}
