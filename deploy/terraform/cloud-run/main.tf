# tamis as a Cloud Run job, started by Cloud Scheduler. Read this before you choose it:
#
# Cloud Run has no disk that lasts. SQLite needs one with file locks, which a Cloud Storage mount does not have. So
# each execution restores the database from the bucket into memory, runs, and puts a verified copy back. That means:
#   * the database and a copy of it must fit into the memory of the job, and each run moves all of it;
#   * two executions at a time would lose the batch of one: tries and tasks are limited to one at a time, an
#     execution ends before the next slot, and the bucket keeps old versions in case of the worst;
#   * a try that is killed loses the pages it had staged. The next one starts from the last copy.
# For a database that grows, take ../vm, the reference set-up.

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
}

resource "google_project_service" "needed" {
  for_each           = toset(["cloudscheduler.googleapis.com", "run.googleapis.com", "secretmanager.googleapis.com"])
  service            = each.value
  disable_on_destroy = false
}

resource "google_service_account" "run" {
  account_id = "tamis-run"
}

resource "google_service_account" "scheduler" {
  account_id = "tamis-scheduler"
}

resource "google_storage_bucket" "data" {
  name                        = "${var.project}-tamis"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  versioning {
    enabled = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      num_newer_versions = 28
    }
  }
}

resource "google_storage_bucket_iam_member" "run" {
  bucket = google_storage_bucket.data.name
  role   = "roles/storage.objectUser"
  member = google_service_account.run.member
}

# Add the key with: printf %s KEY | gcloud secrets versions add coingecko-demo-api-key --data-file=-
# and set with_key = true then.
resource "google_secret_manager_secret" "key" {
  secret_id  = "coingecko-demo-api-key"
  depends_on = [google_project_service.needed]

  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_iam_member" "run" {
  secret_id = google_secret_manager_secret.key.id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.run.member
}

resource "google_cloud_run_v2_job" "tamis" {
  name                = "tamis"
  location            = var.region
  deletion_protection = false
  depends_on          = [google_project_service.needed]

  template {
    task_count  = 1
    parallelism = 1

    template {
      service_account = google_service_account.run.email
      # Above a run's own deadline: twice its planned time (29 minutes for all coins without a key) and 10 minutes.
      timeout = "4800s"
      # Cloud Run retries every failure alike; the script below ends with 0 where no retry would help.
      max_retries           = 3
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"

      containers {
        image   = var.image
        command = ["sh", "-c"]
        args    = [file("${path.module}/run.sh")]

        env {
          name  = "TAMIS_DATABASE"
          value = "/data/market.db"
        }
        dynamic "env" {
          for_each = var.with_key ? ["/run/secrets/tamis/key"] : []
          content {
            name  = "COINGECKO_DEMO_API_KEY_FILE"
            value = env.value
          }
        }
        resources {
          limits = {
            cpu    = "1"
            memory = var.memory
          }
        }
        volume_mounts {
          name       = "data"
          mount_path = "/data"
        }
        volume_mounts {
          name       = "bucket"
          mount_path = "/bucket"
        }
        dynamic "volume_mounts" {
          for_each = var.with_key ? ["key"] : []
          content {
            name       = volume_mounts.value
            mount_path = "/run/secrets/tamis"
          }
        }
      }

      volumes {
        name = "data"
        empty_dir {
          medium = "MEMORY"
        }
      }
      volumes {
        name = "bucket"
        gcs {
          bucket    = google_storage_bucket.data.name
          read_only = false
        }
      }
      dynamic "volumes" {
        for_each = var.with_key ? ["key"] : []
        content {
          name = volumes.value
          secret {
            secret = google_secret_manager_secret.key.secret_id
            items {
              version = "latest"
              path    = "key"
            }
          }
        }
      }
    }
  }
}

resource "google_cloud_run_v2_job_iam_member" "scheduler" {
  name     = google_cloud_run_v2_job.tamis.name
  location = var.region
  role     = "roles/run.invoker"
  member   = google_service_account.scheduler.member
}

resource "google_cloud_scheduler_job" "tamis" {
  name             = "tamis"
  region           = var.region
  schedule         = "0 5,17 * * *"
  time_zone        = "Etc/UTC"
  attempt_deadline = "180s"
  depends_on       = [google_project_service.needed]

  # This call only starts the job; the tries of a run are those of the job.
  retry_config {
    retry_count = 1
  }

  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/${google_cloud_run_v2_job.tamis.id}:run"

    oauth_token {
      service_account_email = google_service_account.scheduler.email
    }
  }
}
