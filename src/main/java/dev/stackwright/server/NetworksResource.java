package dev.stackwright.server;

import dev.stackwright.app.NetworkView;
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

    @GET
    @Operation(operationId = "listNetworks", summary = "Every network, cheapest first")
    public List<NetworkView> list() {
        return NetworkView.all();
    }
}
