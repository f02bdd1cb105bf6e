package dev.stackwright.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests contact this machine only: their JVMs, and those that they start, know no name but its own. */
class NoNameServerTest {

    @Test
    void aTestLooksUpThisMachineOnly() throws Exception {
        assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
        assertThatThrownBy(() -> InetAddress.getByName("photos.invalid"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining(System.getProperty("jdk.net.hosts.file", "the file of names, not a name server"));
    }

    @Test
    void soDoesAProcessThatATestStarts() throws Exception {
        Process child = ChildJvm.of(List.of(), LookUp.class, "localhost", "photos.invalid")
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes());
        assertThat(child.waitFor()).as(said).isZero();
        assertThat(said).contains("127.0.0.1").contains("hosts");
    }

    static final class LookUp {

        public static void main(String[] names) {
            for (String name : names) {
                try {
                    System.out.println(InetAddress.getByName(name).getHostAddress());
                } catch (UnknownHostException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }
}
