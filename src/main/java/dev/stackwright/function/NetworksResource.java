package dev.stackwright.function;

import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The networks that an ensemble may have as members. */
@Path("/api/networks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "networks")
public class NetworksResource {

    /**
     * One network.
     *
     * @param channels width of its pooled features
     * @param nativeSize edge of the images that it was pre-trained on
     * @param minimumSize smallest edge it takes
     * @param gmac billions of multiply-accumulates for one image at 224
     * @param licence of the published weights, an SPDX identifier
     * @param weights where they are published
     */
    public record NetworkView(
            String name,
            String title,
            int channels,
            int nativeSize,
            int minimumSize,
            double gmac,
            String licence,
            String weights) {

        static NetworkView of(Network network) {
            return new NetworkView(
                    network.name(),
                    network.title(),
                    network.channels(),
                    network.nativeSize(),
                    network.minimumSize(),
                    network.gmac(),
                    network.published().licence(),
                    network.published().address().toString());
        }
    }

    @GET
    @Operation(summary = "Every network, cheapest first")
    public List<NetworkView> list() {
        return Networks.all().stream().map(NetworkView::of).toList();
    }
}
