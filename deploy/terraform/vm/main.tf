# A small VM that runs the project's compose file: Airflow, its Postgres and tamis, with all data on a disk of
# its own that outlives the VM. No public address; look through an IAP tunnel (see the output "look").
#   terraform init && terraform apply -var project=MY-PROJECT -var repository=https://…/tamis.git
# With a key:  printf %s KEY | gcloud secrets versions add coingecko-demo-api-key --data-file=-   then restart the VM.

terraform {
  required_version = ">= 1.6"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.0"
    }
  }
}

provider "google" {
  project = var.project
  region  = var.region
  zone    = var.zone
}

resource "google_project_service" "needed" {
  for_each           = toset(["compute.googleapis.com", "iap.googleapis.com", "secretmanager.googleapis.com"])
  service            = each.value
  disable_on_destroy = false
}

# An identity that may read one secret, and nothing else.
resource "google_service_account" "tamis" {
  account_id   = "tamis-vm"
  display_name = "tamis VM"
}

resource "google_secret_manager_secret" "key" {
  secret_id  = "coingecko-demo-api-key"
  depends_on = [google_project_service.needed]

  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_iam_member" "key" {
  secret_id = google_secret_manager_secret.key.id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.tamis.member
}

# The way out through NAT; the way in for SSH through IAP only.
resource "google_compute_network" "tamis" {
  name                    = "tamis"
  auto_create_subnetworks = false
  depends_on              = [google_project_service.needed]
}

resource "google_compute_subnetwork" "tamis" {
  name                     = "tamis"
  network                  = google_compute_network.tamis.id
  ip_cidr_range            = "10.77.0.0/28"
  private_ip_google_access = true
}

resource "google_compute_router" "tamis" {
  name    = "tamis"
  network = google_compute_network.tamis.id
}

resource "google_compute_router_nat" "tamis" {
  name                               = "tamis"
  router                             = google_compute_router.tamis.name
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}

resource "google_compute_firewall" "ssh" {
  name          = "tamis-ssh-from-iap"
  network       = google_compute_network.tamis.id
  source_ranges = ["35.235.240.0/20"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# Databases and images of Docker live here, and so outlive the VM.
resource "google_compute_disk" "data" {
  name = "tamis-data"
  type = "pd-balanced"
  size = var.disk_gb

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_compute_resource_policy" "snapshots" {
  name = "tamis-daily"

  snapshot_schedule_policy {
    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = "03:00"
      }
    }
    retention_policy {
      max_retention_days = 14
    }
  }
}

resource "google_compute_disk_resource_policy_attachment" "snapshots" {
  name = google_compute_resource_policy.snapshots.name
  disk = google_compute_disk.data.name
}

resource "google_compute_instance" "tamis" {
  name                      = "tamis"
  machine_type              = var.machine_type
  allow_stopping_for_update = true

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-13"
      size  = 20
      type  = "pd-balanced"
    }
  }

  attached_disk {
    source      = google_compute_disk.data.id
    device_name = "tamis-data"
  }

  network_interface {
    subnetwork = google_compute_subnetwork.tamis.id
  }

  shielded_instance_config {
    enable_secure_boot          = true
    enable_vtpm                 = true
    enable_integrity_monitoring = true
  }

  service_account {
    email  = google_service_account.tamis.email
    scopes = ["cloud-platform"]
  }

  metadata = {
    enable-oslogin         = "TRUE"
    block-project-ssh-keys = "TRUE"
    startup-script = templatefile("${path.module}/startup.sh.tftpl", {
      repository = var.repository
      revision   = var.revision
      secret     = google_secret_manager_secret.key.id
    })
  }

  depends_on = [google_compute_router_nat.tamis, google_secret_manager_secret_iam_member.key]
}
